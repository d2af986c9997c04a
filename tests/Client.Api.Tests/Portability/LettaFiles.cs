using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Portability;

/// <summary>Small files with the structure of Letta's format, in its present and in its older form.</summary>
internal static class LettaFiles
{
    /// <summary>A file of an agent with blocks, tools, messages, a document and secrets.</summary>
    public static JsonObject Of(string name) => new()
    {
        ["agents"] = new JsonArray(new JsonObject
        {
            ["name"] = name,
            ["memory_blocks"] = new JsonArray(),
            ["tools"] = new JsonArray(),
            ["tool_ids"] = new JsonArray("tool-0", "tool-1", "tool-2", "tool-3"),
            ["source_ids"] = new JsonArray("source-0"),
            ["folder_ids"] = null,
            ["block_ids"] = new JsonArray("block-0", "block-1"),
            ["tool_rules"] = new JsonArray(new JsonObject { ["tool_name"] = "send_message", ["type"] = "exit_loop" }),
            ["tags"] = new JsonArray("first", "second"),
            ["system"] = "Be brief. {Braces} stay.",
            ["agent_type"] = "memgpt_agent",
            ["description"] = "Knows rivers.",
            ["llm_config"] = new JsonObject
            {
                ["model"] = "any",
                ["model_endpoint_type"] = "scripted",
                ["model_endpoint"] = "https://models.example",
                ["handle"] = "scripted/any",
                ["context_window"] = 32_000,
                ["api_key"] = "sk-hidden-1",
            },
            ["embedding_config"] = new JsonObject { ["embedding_model"] = "some", ["embedding_dim"] = 8 },
            ["tool_exec_environment_variables"] = new JsonObject { ["SITE_TOKEN"] = "hidden-2" },
            ["secrets"] = new JsonObject { ["SITE_TOKEN"] = "hidden-2", ["OTHER"] = "" },
            ["timezone"] = "UTC",
            ["id"] = "agent-0",
            ["in_context_message_ids"] = new JsonArray("message-0", "message-1"),
            ["messages"] = Messages(),
            ["files_agents"] = new JsonArray(),
            ["group_ids"] = new JsonArray(),
        }),
        ["groups"] = new JsonArray(),
        ["blocks"] = new JsonArray(
            Block("block-0", "persona", "I am calm.", 100, isReadOnly: true), Block("block-1", "human", "Ann, a sailor.", 200),
            Block("block-2", "other", "Of another agent.", 100)),
        ["files"] = new JsonArray(new JsonObject
        {
            ["id"] = "file-0",
            ["source_id"] = "source-0",
            ["file_name"] = "rivers.md",
            ["content"] = string.Join('\n', Enumerable.Range(0, 200).Select(i => $"River {i} flows to the sea.")),
        }),
        ["sources"] = new JsonArray(new JsonObject { ["id"] = "source-0", ["name"] = "rivers" }),
        ["tools"] = new JsonArray(
            Tool("tool-0", "send_message", "letta_core"), Tool("tool-1", "core_memory_append", "letta_core"),
            Tool("tool-2", "calculate", "custom", "def calculate():\n    raise RuntimeError"),
            Tool("tool-3", "post_a_letter", "custom", "def post_a_letter():\n    pass"),
            Tool("tool-4", "current_time", "custom")),
        ["mcp_servers"] = new JsonArray(new JsonObject
        {
            ["id"] = "mcp_server-0",
            ["server_name"] = "search",
            ["server_type"] = "streamable_http",
            ["server_url"] = "https://mcp.example",
            ["token"] = "hidden-3",
        }),
        ["metadata"] = new JsonObject { ["revision_id"] = "1" },
        ["created_at"] = "2026-01-22T00:40:22.963855+00:00",
    };

    /// <summary>The older form, in which the agent is the file.</summary>
    public static JsonObject Older(string name) => new()
    {
        ["agent_type"] = "memgpt_agent",
        ["core_memory"] = new JsonArray(Block("", "human", "Ben.", 2_000), Block("", "persona", "I help.", 2_000)),
        ["created_at"] = "2025-04-01T10:00:00",
        ["description"] = null,
        ["embedding_config"] = new JsonObject(),
        ["in_context_message_indices"] = new JsonArray(0, 1),
        ["llm_config"] = new JsonObject { ["model"] = "none-such", ["model_endpoint_type"] = "nowhere" },
        ["messages"] = new JsonArray(
            new JsonObject { ["role"] = "user", ["text"] = "Good morning", ["created_at"] = "2025-04-01T10:00:01" },
            new JsonObject
            {
                ["role"] = "assistant",
                ["content"] = "Good morning, Ben.",
                ["created_at"] = "2025-04-01T10:00:02",
            }),
        ["name"] = name,
        ["system"] = new string('s', 5_000),
        ["tags"] = new JsonArray(),
        ["tool_exec_environment_variables"] = new JsonArray(new JsonObject { ["key"] = "MAIL_KEY", ["value"] = "hidden-4" }),
        ["tool_rules"] = new JsonArray(),
        ["tools"] = new JsonArray(Tool("", "archival_memory_search", "letta_core")),
        ["version"] = "0.6.47",
    };

    public static byte[] Bytes(this JsonNode file) => Encoding.UTF8.GetBytes(file.ToJsonString());

    /// <summary>The file as a text that holds it, as some are published.</summary>
    public static byte[] Quoted(this JsonNode file) => JsonSerializer.SerializeToUtf8Bytes(file.ToJsonString());

    private static JsonArray Messages() => new(
        Message("system", "Compiled."),
        Message("user", """{"type": "login", "last_login": "Never"}"""),
        Message("user", """{"type": "user_message", "message": "Hello", "time": "now"}"""),
        Message("assistant", "Thinking about it.", Call("call-0", "send_message", """{"message": "Hello Ann"}""")),
        Message("tool", """{"status": "OK"}""", answers: "call-0"),
        Message("user", "What is on the page?"),
        Message("assistant", "", Call("call-1", "fetch_webpage", """{"url": "https://site.example"}""")),
        Message("tool", "A page about rivers.", answers: "call-1"),
        Message("assistant", "It is about rivers."),
        Message("tool", "Nobody asked.", answers: "call-9"),
        Message("approval", ""));

    /// <summary>A message of an agent.</summary>
    public static JsonObject Message(string role, string text, JsonObject? call = null, string? answers = null) => new()
    {
        ["type"] = "message",
        ["role"] = role,
        ["content"] = text.Length == 0 ? null : new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
        ["name"] = null,
        ["id"] = "message-0",
        ["tool_calls"] = call is null ? null : new JsonArray(call),
        ["tool_call_id"] = answers,
        ["tool_returns"] = answers is null ? new JsonArray() : new JsonArray(new JsonObject { ["status"] = "success" }),
        ["created_at"] = "2026-01-22T00:40:22.963855+00:00",
    };

    /// <summary>A call of a tool in a message.</summary>
    public static JsonObject Call(string id, string tool, string arguments) => new()
    {
        ["id"] = id,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = tool, ["arguments"] = arguments },
    };

    private static JsonObject Block(string id, string label, string value, int limit, bool isReadOnly = false) => new()
    {
        ["value"] = value,
        ["limit"] = limit,
        ["label"] = label,
        ["read_only"] = isReadOnly,
        ["description"] = $"About {label}.",
        ["metadata"] = new JsonObject(),
        ["id"] = id,
    };

    private static JsonObject Tool(string id, string name, string type, string? source = null) => new()
    {
        ["id"] = id,
        ["tool_type"] = type,
        ["name"] = name,
        ["source_type"] = "python",
        ["source_code"] = source,
        ["json_schema"] = new JsonObject { ["name"] = name, ["parameters"] = new JsonObject() },
    };
}
