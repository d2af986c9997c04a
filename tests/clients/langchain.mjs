import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';

export const statusOf = error => error?.status;

export async function complete({ baseURL, apiKey, fetch, model, messages, stream, tools, user, maxRetries, timeout }) {
  const chat = new ChatOpenAI({ model, apiKey, user, maxRetries, timeout, configuration: { baseURL, fetch } });
  const runnable = tools ? chat.bindTools(tools) : chat;
  const history = messages.map(toMessage);
  if (!stream)
    return (await runnable.invoke(history)).content;
  let text = '';
  for await (const chunk of await runnable.stream(history))
    text += chunk.content;
  return text;
}

function toMessage(message) {
  switch (message.role) {
    case 'system': return new SystemMessage(message.content);
    case 'user': return new HumanMessage(message.content);
    case 'tool': return new ToolMessage({ content: message.content, tool_call_id: message.tool_call_id });
    default: return new AIMessage({
      content: message.content ?? '',
      tool_calls: message.tool_calls?.map(call => ({ id: call.id, name: call.function.name, args: JSON.parse(call.function.arguments), type: 'tool_call' })),
    });
  }
}
