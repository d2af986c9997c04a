// The little of Markdown that models use in talk: paragraphs, lists, headings, fenced and inline code, bold and italics.

import { el } from "./dom.js";

const inlinePattern = /(`[^`\n]+`)|(\*\*[^*\n]+\*\*)|(\*[^*\s][^*\n]*\*)/g;

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(inlinePattern)) {
    nodes.push(text.slice(end, match.index));
    const [whole, code, strong] = match;
    nodes.push(code ? el("code", {}, whole.slice(1, -1)) : strong ? el("strong", {}, whole.slice(2, -2)) : el("em", {}, whole.slice(1, -1)));
    end = match.index + whole.length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

function block(lines) {
  const bullet = /^\s*[-*•]\s+/, number = /^\s*\d+[.)]\s+/;
  for (const [pattern, tag] of [[bullet, "ul"], [number, "ol"]]) {
    if (lines.every(line => pattern.test(line)))
      return el(tag, {}, ...lines.map(line => el("li", {}, ...inline(line.replace(pattern, "")))));
  }
  if (lines.length === 1 && /^#{1,6}\s/.test(lines[0])) return el("p", {}, el("strong", {}, ...inline(lines[0].replace(/^#+\s+/, ""))));
  const nodes = lines.flatMap((line, index) => index === 0 ? inline(line) : [el("br"), ...inline(line)]);
  return el("p", {}, ...nodes);
}

// A list may follow its introduction without an empty line between them.
function splitLists(lines) {
  const isItem = line => /^\s*([-*•]|\d+[.)])\s+/.test(line);
  const groups = [];
  for (const line of lines) {
    const group = groups.at(-1);
    if (group && isItem(group[0]) === isItem(line)) group.push(line);
    else groups.push([line]);
  }
  return groups;
}

export function render(text) {
  const blocks = [];
  let lines = [], fence = null;
  const flush = () => { if (lines.length) blocks.push(...splitLists(lines).map(block)); lines = []; };
  for (const line of text.split("\n")) {
    if (line.startsWith("```")) {
      if (fence) { blocks.push(el("pre", { tabindex: "0" }, el("code", {}, fence.join("\n")))); fence = null; }
      else { flush(); fence = []; }
    } else if (fence) fence.push(line);
    else if (line.trim() === "") flush();
    else lines.push(line);
  }
  if (fence) blocks.push(el("pre", { tabindex: "0" }, el("code", {}, fence.join("\n"))));
  flush();
  return blocks;
}
