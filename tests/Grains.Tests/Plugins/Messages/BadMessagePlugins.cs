using Sanctum.Testing;

namespace Sanctum.Plugins.Messages;

/// <summary>Message plug-ins that break the contract.</summary>
internal static class BadMessagePlugins
{
    /// <summary>Its file's name says which member misbehaves, and how, such as <c>null-Platform</c>.</summary>
    private const string Misbehaving =
        """
        using System;
        using System.IO;
        using System.Text.Json;
        using System.Threading;
        using System.Threading.Tasks;
        using Sanctum.Plugins;

        public sealed class OwnException(string message) : Exception(message);

        public sealed class Bad : IMessagePlugin
        {
            private static readonly string File = Path.GetFileNameWithoutExtension(typeof(Bad).Assembly.Location);
            public string Name => Or(nameof(Name), File, "another");
            public string Platform => Or(nameof(Platform), File.ToLowerInvariant(), "Not a Name");
            public MessageHandler MessageHandler =>
                Or<MessageHandler>(nameof(MessageHandler), (_, _, _, _) => Task.CompletedTask, null!);
            public Task ApplySettingsAsync(JsonElement settings, CancellationToken cancellationToken) => Task.CompletedTask;
            public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
            public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

            private static T Or<T>(string member, T right, T wrong) where T : class =>
                File == "null-" + member ? null!
                : File == "wrong-" + member ? wrong
                : File == "throws-" + member ? throw new OwnException("not today") : right;
        }
        """;

    private static readonly (string Name, string Member)[] BaseMembers =
    [
        ("ApplySettingsAsync", "Task ApplySettingsAsync(JsonElement settings, CancellationToken cancellationToken)"),
        ("StartAsync", "Task StartAsync(CancellationToken cancellationToken)"),
        ("StopAsync", "Task StopAsync(CancellationToken cancellationToken)"),
    ];

    private static readonly (string Name, string Member)[] Properties =
        [("Name", "string Name"), ("Platform", "string Platform"), ("MessageHandler", "MessageHandler MessageHandler")];

    public static async Task Drop(Func<string, string> assemblyOf)
    {
        var first = assemblyOf("null-Name");
        await PluginCompiler.Compile(first, Misbehaving, TestPlugins.Contract);
        foreach (var name in new[]
        {
            "null-Platform", "null-MessageHandler", "throws-Name", "throws-Platform", "throws-MessageHandler", "wrong-Name",
            "wrong-Platform",
        })
            File.Copy(first, assemblyOf(name));
        foreach (var (name, _) in BaseMembers.Concat(Properties))
            await DropWithout(name, assemblyOf($"without-{name}"));
    }

    /// <summary>A plug-in that was written for a contract that did not have a member yet.</summary>
    private static async Task DropWithout(string missing, string assembly)
    {
        var contract = Path.Combine(
            Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(assembly)!, "old")).FullName,
            "Sanctum.Grains.Abstractions.dll");
        var baseMembers = BaseMembers.Where(member => member.Name != missing).Select(member => member.Member).ToList();
        var properties = Properties.Where(member => member.Name != missing).Select(member => member.Member).ToList();
        const string Usings =
            "using System; using System.Text.Json; using System.Threading; using System.Threading.Tasks; using Sanctum.Plugins;";
        await PluginCompiler.Compile(
            contract,
            $$"""
            {{Usings}}
            namespace Sanctum.Plugins
            {
                public delegate Task MessageHandler();
                public interface IPlugin { {{Lines(baseMembers, ";")}} }
                public interface IMessagePlugin : IPlugin { {{Lines(properties, " { get; }")}} }
            }
            """);
        await PluginCompiler.Compile(
            assembly,
            $"{Usings} public sealed class Old : IMessagePlugin "
            + $"{{ {Lines(baseMembers.Concat(properties), " => throw null!;", "public ")} }}"
                .Replace("string Name => throw null!", $"string Name => \"without-{missing}\"", StringComparison.Ordinal),
            contract);
        Directory.Delete(Path.GetDirectoryName(contract)!, recursive: true);
    }

    private static string Lines(IEnumerable<string> members, string end, string begin = "") =>
        string.Join('\n', members.Select(member => $"{begin}{member}{end}"));
}
