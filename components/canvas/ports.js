/** The ways out of a node, from the node-spec table and the node as it is configured now. */

/** Ports of a projected node as [{id, label, optional}]; none for an unknown kind or a vanished node. */
export function ports(spec, node) {
  const rule = spec.kinds[node?.kind]?.ports;
  if (!rule) return [];
  const fixed = shownPorts(rule, node).map(({ id, label, optional, label_by: by }) => ({
    id,
    label: (by && Object.hasOwn(by[1], node.fields[by[0]]) && by[1][node.fields[by[0]]]) || label,
    optional,
  }));
  const each = eachPort(spec.kinds[node.kind], node);
  return rule.each_first ? [...each, ...fixed] : [...fixed, ...each];
}

/** The same ids without the labels, as a Set. */
export function portIds(spec, node) {
  const rule = spec.kinds[node?.kind]?.ports;
  if (!rule) return new Set();
  const each = rule.each ? node.fields[rule.each] : [];
  return new Set([...shownPorts(rule, node), ...each].map(({ id }) => id));
}

const shownPorts = (rule, node) =>
  rule.fixed.filter(({ shown_if: shownIf }) => {
    if (!shownIf) return true;
    const [name, values] = shownIf;
    return [node.fields[name]].flat().some((held) => values.includes(held));
  });

function eachPort({ ports: rule, fields }, node) {
  if (!rule.each) return [];
  const field = fields.find(({ name }) => name === rule.each);
  return node.fields[rule.each].map((item, index) => ({
    id: item.id,
    label: labelOf(rule.each_label, field, item, index + 1),
    optional: false,
  }));
}

/** The template filled with the item's words; an item without any is called by its place. */
function labelOf(template, field, item, place) {
  if (!field.item.some(({ name, type }) => type === "line" && item[name])) return `${field.item_title} ${place}`;
  const words = Object.fromEntries(field.item.map((sub) => [sub.name, wordsOf(sub, item[sub.name])]));
  const label = template.replace(/\{([a-z_]+)\}/g, (_slot, name) => words[name]);
  return label.replace(/ +/g, " ").replace(/^ | $/g, "");
}

const wordsOf = (sub, value) => sub.options.find((option) => option.value === value)?.label ?? String(value);
