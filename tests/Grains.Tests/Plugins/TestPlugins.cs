using Sanctum.Testing;

namespace Sanctum.Plugins;

/// <summary>Plug-ins as third parties write them, well and badly; each is compiled once.</summary>
internal static class TestPlugins
{
    /// <summary>Its platform is named as its file; its setting <c>mode</c> says how it misbehaves.</summary>
    private const string Versatile =
        """
        using System;
        using System.Collections.Generic;
        using System.ComponentModel;
        using System.IO;
        using System.Text.Json;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.Extensions.Logging;
        using Sanctum.Errors;
        using Sanctum.Platforms;
        using Sanctum.Plugins;
        using Sanctum.Publishing;
        using Sanctum.Tools;

        [assembly: System.Reflection.AssemblyVersion("VERSION.0.0.0")]

        public sealed class OwnException(string message) : Exception(message);

        public sealed class Versatile(IPluginEvents events, ILogger logger) : IPlugin
        {
            public static string Name => Path.GetFileNameWithoutExtension(typeof(Versatile).Assembly.Location);

            public string Mode = "", Prefix = "";

            public string SettingsSchema => "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{" +
                "\"mode\":{\"type\":\"string\",\"default\":\"good\"}," +
                "\"prefix\":{\"type\":\"string\",\"default\":\"VERSION said: \",\"maxLength\":20}," +
                "\"pollInterval\":{\"type\":\"integer\",\"default\":5,\"minimum\":1}," +
                "\"apiKey\":{\"type\":\"string\",\"writeOnly\":true}}}";

            public IEnumerable<FieldError> Validate(JsonElement settings)
            {
                if (settings.GetProperty("prefix").GetString()!.Contains("bad"))
                    yield return new FieldError("prefix", "must not be bad.");
            }

            public Task ApplySettingsAsync(JsonElement settings, CancellationToken cancellationToken)
            {
                if (settings.GetProperty("prefix").GetString() == "refused")
                    throw new OwnException("not this one");
                (Mode, Prefix) = (settings.GetProperty("mode").GetString()!, settings.GetProperty("prefix").GetString()!);
                return Task.CompletedTask;
            }

            public async Task StartAsync(CancellationToken cancellationToken)
            {
                if (Mode == "start-throws")
                    throw new OwnException("no connection");
                if (Mode == "start-hangs")
                    await Task.Delay(Timeout.Infinite);
                if (Mode == "start-waits")
                    await (Task)AppContext.GetData("gate of " + Name)!;
                if (Mode == "hears-badly")
                    events.RegisterEventHandler(PluginEventTypes.Message, (_, _) => throw new OwnException("deaf"));
                if (Mode == "hears")
                {
                    foreach (var type in new[] { PluginEventTypes.Message, PluginEventTypes.Status, PluginEventTypes.Error, "heard" })
                        events.RegisterEventHandler(type, Hear);
                }
            }

            private Task Hear(PluginEvent happened, CancellationToken cancellationToken)
            {
                logger.LogInformation("{Name} heard {Type} of {Source}: {Payload}", Name, happened.Type, happened.Source, happened.Payload.GetRawText());
                if (happened.Type == PluginEventTypes.Message)
                    events.EmitEvent("heard", happened.Payload.GetProperty("text"));
                return Task.CompletedTask;
            }
        }

        public sealed class Platform(Versatile plugin) : IPlatformAdapter
        {
            string IPlatformAdapter.Platform => Versatile.Name;

            public PlatformCapabilities Capabilities { get; } = new(1000, TextUnit.Utf16, NeedsAccount: false, IdempotentPosts: true);

            public Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
            {
                if (plugin.Mode == "post-throws")
                    throw new OwnException("out of paper");
                if (plugin.Mode == "post-hangs")
                    Thread.Sleep(Timeout.Infinite);
                if (plugin.Mode == "crashes")
                    new Thread(() => throw new OwnException("nobody catches this")).Start();
                return Task.FromResult(new PostReceipt(plugin.Prefix + post.Text));
            }
        }

        public sealed class ShoutTool : ITool<ShoutTool.Arguments>
        {
            public string Name => "shout_" + Versatile.Name;
            public string Description => "Shouts.";
            public ToolEffects Effects => ToolEffects.None;
            public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
                Task.FromResult(arguments.Text.ToUpperInvariant());
            public sealed record Arguments([property: Description("What.")] string Text);
        }

        public sealed class CustomTool : ITool<CustomTool.Arguments>
        {
            public string Name => "custom_tool_" + Versatile.Name;
            public string Description => "Custom tool for specific functionality.";
            public ToolEffects Effects => ToolEffects.None;
            public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
                Task.FromResult($"{arguments.Param1} and {arguments.Param2}");
            public sealed record Arguments(
                [Description("Description of parameter.")] string Param1, [Description("Description of parameter with default.")] int Param2 = 10);
        }

        public sealed class PrefixTool(Versatile plugin) : ITool<PrefixTool.Arguments>
        {
            public string Name => "prefix_" + Versatile.Name;
            public string Description => "Tells the plug-in's setting, and in which process.";
            public ToolEffects Effects => ToolEffects.None;
            public ToolIsolation Isolation => ToolIsolation.Process;
            public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
                Task.FromResult($"{plugin.Prefix}{Environment.ProcessId}");
            public sealed record Arguments;
        }
        """;

    private const string WithoutPost =
        "namespace Sanctum.Platforms { public interface IPlatformAdapter { string Platform { get; } } }";

    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "plug-ins-of-tests"))
        .FullName;
    private static readonly Lazy<Task<string>> First = new(() => CompileVersatile("1"));
    private static readonly Lazy<Task<string>> Second = new(() => CompileVersatile("2"));

    public static string Contract => typeof(IPlugin).Assembly.Location;

    public static async Task Drop(string plugins, string name, int version = 1)
    {
        var folder = Directory.CreateDirectory(Path.Combine(plugins, name)).FullName;
        var target = Path.Combine(folder, $"{name}.dll");
        File.Copy(await (version == 1 ? First : Second).Value, $"{target}.new");
        File.Move($"{target}.new", target, overwrite: true);
    }

    /// <summary>A plug-in that was written for a contract in which an adapter does not post.</summary>
    public static async Task DropOutdated(string plugins, string name)
    {
        var contract = Path.Combine(
            Directory.CreateDirectory(Path.Combine(Folder, "old")).FullName, "Sanctum.Grains.Abstractions.dll");
        await PluginCompiler.Compile(contract, WithoutPost);
        var assembly = Path.Combine(Folder, "old", $"{name}.dll");
        await PluginCompiler.Compile(
            assembly, "public sealed class Old : Sanctum.Platforms.IPlatformAdapter { public string Platform => \"old\"; }",
            contract);
        Move(plugins, name, assembly);
    }

    /// <summary>A plug-in whose dependency is not beside it.</summary>
    public static async Task DropIncomplete(string plugins, string name)
    {
        var library = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "incomplete")).FullName, "Absent.dll");
        await PluginCompiler.Compile(library, "public static class Absent { public static int Answer => 42; }");
        var assembly = Path.Combine(Folder, "incomplete", $"{name}.dll");
        await PluginCompiler.Compile(
            assembly, "public sealed class Incomplete : Sanctum.Plugins.IPlugin { public int Answer => Absent.Answer; }",
            Contract, library);
        Move(plugins, name, assembly);
    }

    /// <summary>A plug-in with a tool that ends turns.</summary>
    public static async Task DropEnding(string plugins, string name, string stopReason)
    {
        var assembly = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "ending")).FullName, $"{name}.dll");
        await PluginCompiler.Compile(
            assembly,
            $$"""
            using System.Threading;
            using System.Threading.Tasks;
            using Sanctum.Tools;

            public sealed class EndingTool : ITool<EndingTool.Arguments>
            {
                public string Name => "{{name}}";
                public string Description => "Ends the turn.";
                public ToolEffects Effects => ToolEffects.None;
                public string? EndsTurnAs => "{{stopReason}}";
                public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
                    Task.FromResult("in the blue folder");
                public sealed record Arguments;
            }
            """,
            Contract);
        Move(plugins, name, assembly);
    }

    /// <summary>A plug-in with a tool that acts as its agent's account on the scripted platform, for 2 points a call.</summary>
    public static async Task DropActing(
        string plugins, string name, string tool, string isolation = "Default", string? further = null)
    {
        var assembly = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "acting")).FullName, $"{name}.dll");
        await PluginCompiler.Compile(
            assembly,
            $$"""
            using System;
            using System.Threading;
            using System.Threading.Tasks;
            using Sanctum.Platforms;
            using Sanctum.Tools;

            public sealed class ActingTool(IAgentAccounts accounts, IReplyConsent consent, IRateBudget budget{{Also(further)}})
                : ITool<ActingTool.Arguments>
            {
                public string Name => "{{tool}}";
                public string Description => "Waves at somebody.";
                public ToolEffects Effects => ToolEffects.Idempotent;
                public ToolIsolation Isolation => ToolIsolation.{{isolation}};

                public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
                {
                    var account = await accounts.ChooseAsync(context, "scripted", null, cancellationToken);
                    var person = new PlatformAuthor("id-" + arguments.Person, arguments.Person);
                    await consent.RequireAsync(account, person, cancellationToken);
                    await budget.SpendAsync(account, 2);
                    return await accounts.CallAsync(account, acting => Task.FromResult(
                        $"{acting.Account} as {acting.RequireSession().Subject} waves at {person.Handle} "
                        + $"in {Environment.ProcessId}"));
                }

                public sealed record Arguments(string Person);
            }
            """,
            Contract);
        Move(plugins, name, assembly);
    }

    /// <summary>A plug-in that is none.</summary>
    public static void DropText(string plugins, string name) =>
        File.WriteAllText(
            Path.Combine(Directory.CreateDirectory(Path.Combine(plugins, name)).FullName, $"{name}.dll"), "This is text.");

    private static async Task<string> CompileVersatile(string version)
    {
        var assembly = Path.Combine(Folder, $"versatile-{version}.dll");
        await PluginCompiler.Compile(assembly, Versatile.Replace("VERSION", version, StringComparison.Ordinal), Contract);
        return assembly;
    }

    private static string Also(string? parameter) => parameter is null ? "" : $", {parameter}";

    private static void Move(string plugins, string name, string assembly) =>
        File.Move(assembly, Path.Combine(Directory.CreateDirectory(Path.Combine(plugins, name)).FullName, $"{name}.dll"));
}
