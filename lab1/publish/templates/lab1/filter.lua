-- Between pandoc's HTML reader and its Typst writer: hand figures, code, formulas and tones
-- to the functions of pages.typ, with all text as quoted strings, never as Typst.

local function quoted(text)
  return '"' .. text:gsub('[\\"]', '\\%0'):gsub('\n', '\\n'):gsub('\r', ''):gsub('\t', '    ') .. '"'
end

local function written(blocks)
  local text = pandoc.write(pandoc.Pandoc(blocks), 'typst', { wrap_text = 'none' })
  return (text:gsub('%s+$', ''))
end

local function block(text)
  return pandoc.RawBlock('typst', text)
end

local function has(element, class)
  return element.classes:includes(class)
end

-- Names that pandoc's Typst writer still uses and Typst has renamed.
local renamed = {
  ['dot%.circle'] = 'dot.o', ['times%.circle'] = 'times.o', ['plus%.circle'] = 'plus.o',
  ['minus%.circle'] = 'minus.o', ['sect'] = 'inter', ['angle%.l'] = 'chevron.l',
  ['angle%.r'] = 'chevron.r',
}

-- Bars in pairs are fences: pandoc tells Typst so only where TeX says \left and \right.
local function fenced(tex)
  tex = tex:gsub('\\lvert%s*(.-)%s*\\rvert', '\\left|%1\\right|')
  local _, bars = tex:gsub('|', '')
  if bars % 2 == 1 or tex:find('\\left') or tex:find('\\begin') or tex:find('\\|', 1, true) then
    return tex
  end
  return (tex:gsub('|(.-)|', '\\left|%1\\right|'))
end

local function formula(math)
  local alternative = quoted(math.text)
  math.text = fenced(math.text:gsub('\\!', ''))
  local body = written({ pandoc.Plain({ math }) }):gsub('^%$', ''):gsub('%$$', '')
  for old, new in pairs(renamed) do
    body = body:gsub('%f[%w]' .. old .. '%f[^%w%.]', new)
  end
  local display = math.mathtype == 'DisplayMath'
  return pandoc.RawInline('typst', string.format(
    '#math.equation(block: %s, alt: %s, $%s$);', tostring(display), alternative, body))
end

local function code(element)
  local kind = 'output'
  for _, class in ipairs({ 'code', 'stderr', 'error' }) do
    if has(element, class) then kind = class end
  end
  return block(string.format('#code-block(%s, %s)', quoted(kind), quoted(element.text)))
end

local function image(element)
  return string.format('image(%s, alt: %s)', quoted(element.src),
    quoted(pandoc.utils.stringify(element.caption)))
end

local function figure(element)
  local found
  element:walk({ Image = function(inner) found = found or inner end })
  if not found then return element.content .. element.caption.long end
  return block(string.format('#plot(%s, [%s])', image(found), written(element.caption.long)))
end

-- Dress a cell for pages.typ; tell whether it has a tone.
local function dress(cell)
  if cell.attr.attributes.scope == 'rowgroup' then
    cell.contents = { block(string.format('#row-group[%s]', written(cell.contents))) }
  end
  for _, class in ipairs(cell.attr.classes) do
    local name = class:match('^tone%-(.+)$')
    if name then
      cell.contents = { block(string.format('#toned(%s)[%s]', quoted(name), written(cell.contents))) }
      return true
    end
  end
  return false
end

-- Widths of a table with tones's columns, by their number: the longest texts need the most.
local toned_widths = { [3] = { 0.46, 0.12, 0.42 }, [4] = { 0.27, 0.13, 0.46, 0.14 } }

-- A short table stays on one page; the summary fits on half of one.
local function table_(element)
  local rows, has_tones = 0, false
  for _, body in ipairs(element.bodies) do
    for _, part in ipairs({ body.head, body.body }) do
      rows = rows + #part
      for _, row in ipairs(part) do
        for _, cell in ipairs(row.cells) do
          has_tones = dress(cell) or has_tones
        end
      end
    end
  end
  local widths = toned_widths[#element.colspecs]
  if has_tones and widths then
    for index, width in ipairs(widths) do
      element.colspecs[index] = { pandoc.AlignLeft, width }
    end
  end
  local text = written({ element }):gsub('align%(center%)', 'align(left)', 1)
  local wrapper = has(element, 'summary') and '#summary[%s]' or rows <= 16 and '#keep[%s]' or '%s'
  return block(string.format(wrapper, text))
end

local function div(element)
  if has(element, 'contents') then return block('#contents') end
  return element.content
end

return {
  { Math = formula, CodeBlock = code },
  { Figure = figure },
  { Image = function(element) return pandoc.RawInline('typst', '#' .. image(element) .. ';') end },
  { Table = table_, Div = div },
}
