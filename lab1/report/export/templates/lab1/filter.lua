-- Between pandoc's HTML reader and its Typst writer: hand figures, code, formulas and verdicts
-- to the functions of report.typ, with all text as quoted strings, never as Typst.

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

local function formula(math)
  math.text = math.text:gsub('\\!', '')
  local body = written({ pandoc.Plain({ math }) }):gsub('^%$', ''):gsub('%$$', '')
  for old, new in pairs(renamed) do
    body = body:gsub('%f[%w]' .. old .. '%f[^%w%.]', new)
  end
  local display = math.mathtype == 'DisplayMath'
  return pandoc.RawInline('typst', string.format(
    '#math.equation(block: %s, alt: %s, $%s$);', tostring(display), quoted(math.text), body))
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

local function dressed(cell)
  if cell.attr.attributes.scope == 'rowgroup' then
    cell.contents = { block(string.format('#row-group[%s]', written(cell.contents))) }
  end
  for _, class in ipairs(cell.attr.classes) do
    local name = class:match('^verdict%-(.+)$')
    if name then
      cell.contents = { block(string.format('#verdict(%s)[%s]', quoted(name), written(cell.contents))) }
    end
  end
  return cell
end

local function map_cells(rows)
  for _, row in ipairs(rows) do
    for index, cell in ipairs(row.cells) do
      row.cells[index] = dressed(cell)
    end
  end
end

-- A short table stays on one page; the summary fits on half of one.
local function table_(element)
  local rows = 0
  for _, body in ipairs(element.bodies) do
    map_cells(body.head)
    map_cells(body.body)
    rows = rows + #body.head + #body.body
  end
  if has(element, 'summary') then
    for index, width in ipairs({ 0.34, 0.12, 0.54 }) do
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
