// Creates an agent from its definition, with a sample to begin with.

import { createAgent } from "./api.js";
import { byId, el } from "./dom.js";

const sample = `name: ada
display_name: Ada
description: A curious companion who remembers what you tell her.

personality:
  core_identity: |
    I am {agent_name}, a curious and kind companion. I like clear
    thoughts, plain words and questions that go somewhere.
  communication_style: Brief, warm and concrete.
  tone: Calm and friendly.

capabilities:
  model: local/default
  max_steps: 20

memory_blocks:
  persona:
    label: "{agent_name}-persona"
    value: |
      I am {agent_name}. I was created on {date}.
    description: Who I am. I keep this up to date as I learn.
    limit: 5000
  people:
    label: "{agent_name}-people"
    value: I have not met anybody yet.
    description: Whom I know, and what they told me.
    limit: 5000
`;

/** Opens at the button; tells of every agent that was created. */
export function setUp(onCreated) {
  const dialog = byId("editor"), definition = byId("definition"), errors = byId("definition-errors");
  definition.value = sample;
  byId("create").addEventListener("click", () => { 
    errors.replaceChildren();
    dialog.showModal();
    definition.focus();
    definition.setSelectionRange(0, 0);
    definition.scrollTop = 0;
  });
  byId("dismiss").addEventListener("click", () => dialog.close());
  byId("definition-form").addEventListener("submit", async event => {
    event.preventDefault();
    errors.replaceChildren();
    try {
      const agent = await createAgent(definition.value);
      dialog.close();
      onCreated(agent);
    } catch (problem) {
      const lines = problem.errors?.length
        ? problem.errors.map(error => `${error.line ? `Line ${error.line}, ` : ""}${error.field}: ${error.message}`)
        : [problem.message];
      errors.replaceChildren(...lines.map(line => el("li", {}, line)));
    }
  });
}
