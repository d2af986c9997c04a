import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, jsonSchema, streamText, tool } from 'ai';

// The SDK wraps the last failure of several.
export const statusOf = error => (error?.lastError ?? error)?.statusCode;

export async function complete({ baseURL, apiKey, fetch, model, messages, stream, tools, user, maxRetries, timeout }) {
  const provider = createOpenAICompatible({ name: 'sanctum', baseURL, apiKey, fetch, includeUsage: true });
  const call = {
    model: provider(model),
    messages: messages.filter(message => message.role !== 'system').map(toModelMessage),
    system: messages.find(message => message.role === 'system')?.content,
    maxRetries,
    abortSignal: timeout ? AbortSignal.timeout(timeout) : undefined,
    providerOptions: user ? { sanctum: { user } } : undefined,
    tools: tools && Object.fromEntries(tools.map(one => [one.function.name, tool({ inputSchema: jsonSchema(one.function.parameters) })])),
  };
  if (!stream)
    return (await generateText(call)).text;
  let text = '';
  for await (const part of streamText({ ...call, onError: () => {} }).fullStream) {
    if (part.type === 'error')
      throw part.error;
    if (part.type === 'text-delta')
      text += part.text;
  }
  return text;
}

function toModelMessage(message) {
  if (message.role === 'tool')
    return {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: message.tool_call_id, toolName: 'weather', output: { type: 'text', value: message.content } }],
    };
  if (message.tool_calls)
    return {
      role: 'assistant',
      content: message.tool_calls.map(call => ({
        type: 'tool-call', toolCallId: call.id, toolName: call.function.name, input: JSON.parse(call.function.arguments),
      })),
    };
  if (!Array.isArray(message.content))
    return message;
  return {
    role: message.role,
    content: message.content.map(part => part.type === 'image_url' ? { type: 'image', image: part.image_url.url } : part),
  };
}
