using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Sanctum.Platforms;
using Sanctum.Testing;

namespace Sanctum.Plugins;

/// <summary>A host with a folder of plug-ins; tests drop theirs.</summary>
public class PluginFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    protected virtual string CallTimeout => "00:01:00";

    /// <summary>What is configured beside what all fixtures have.</summary>
    protected virtual IEnumerable<(string Name, string Value)> Settings => [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("sanctum-plugins-").FullName;

    public PlatformHost Host { get; private set; } = null!;

    public IPluginsGrain Plugins => Host.Grains.GetGrain<IPluginsGrain>("default/plugins");

    public async Task InitializeAsync()
    {
        await Populate();
        Host = await PlatformHost.Start(
            [.. Settings,
            ("Sanctum:Plugins:Folder", Folder),
            ("Sanctum:Plugins:Disabled:0", "resting"),
            ("Sanctum:Plugins:ScanInterval", "00:00:00.100"),
            ("Sanctum:Plugins:CallTimeout", CallTimeout),
            ("Sanctum:Plugins:HangsUntilFailed", "1"),
            ("Sanctum:Plugins:UnloadTimeout", "00:05:00"),
            ("Sanctum:Plugins:Settings:startthrows:Mode", "start-throws"),
            ("Sanctum:Plugins:Settings:starthangs:Mode", "start-hangs"),
            ("Sanctum:Plugins:Settings:startwaits:Mode", "start-waits"),
            ("Sanctum:Plugins:Settings:postthrows:Mode", "post-throws"),
            ("Sanctum:Plugins:Settings:posthangs:Mode", "post-hangs"),
            ("Sanctum:Plugins:Settings:crashes:Mode", "crashes"),
            ("Sanctum:Plugins:Settings:hearing:Mode", "hears"),
            ("Sanctum:Plugins:Settings:listening:Mode", "hears"),
            ("Sanctum:Plugins:Settings:deaf:Mode", "hears-badly"),
            ("Sanctum:Plugins:Settings:lenient:PollInterval", "0"),
            ("Sanctum:Plugins:Settings:lenient:Prefix", "kept: "),
            ("Sanctum:Plugins:Settings:tunable:PollInterval", "7"),
            ("TUNABLE_POLL_INTERVAL", "8"),
            ("TUNABLE_API_KEY", "from-the-environment")]);
    }

    public virtual async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>What is there from the start.</summary>
    protected virtual Task Populate() => Drop("resting");

    public Task Drop(string name, int version = 1) => TestPlugins.Drop(Folder, name, version);

    /// <summary>Waits until the plug-in stands there.</summary>
    public async Task<PluginStatus> Reaches(string name, PluginState state)
    {
        var found = await Eventually.Get(
            async () => (await Plugins.List()).FirstOrDefault(plugin => plugin.Name == name)?.Processes.Single(),
            status => status?.State == state, Patience);
        return found!;
    }

    /// <summary>Waits until the code that was unloaded has left the memory.</summary>
    public Task Collects(string name) =>
        Eventually.True(async () => (await Plugins.Get(name)).Processes.Single().Collected == true, Patience);

    /// <summary>Somebody writes to an agent there; answers the agent, whose account there has its name.</summary>
    public async Task<string> Write(string platform, string text)
    {
        var agent = await Host.NewAgent();
        await Host.Grains.GetGrain<Queues.IQueueGrain>($"default/{agent}").Enqueue(new Turns.Notification(
            Guid.NewGuid().ToString(), $"s-{agent}", platform, agent, "tester", text, Turns.QueuePriority.Normal,
            DateTimeOffset.UtcNow));
        return agent;
    }

    /// <summary>What the platform said of the post that an agent's reply became.</summary>
    public Task<string> Posted(string agent) => Outbox(agent, "coalesce(external_id, '')", value => value.Length > 0);

    /// <summary>Waits until the notification to an agent was looked at and put back.</summary>
    public Task WaitsInQueue(string agent) => Eventually.True(
        async () => await Host.Scalar<long>(
            $"select count(*) from queue_item where account = '{agent}' and status = 'new' and lease_token > 0") == 1, Patience);

    /// <summary>Why an agent's post waits.</summary>
    public Task<string> Waits(string agent) =>
        Outbox(agent, "case status when 'pending' then coalesce(last_error, '') else '' end", value => value.Length > 0);

    /// <summary>How many contexts of a plug-in's code there are in memory.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int ContextsOf(string name) => AssemblyLoadContext.All.Count(context => context.Name == $"plugin {name}");

    private Task<string> Outbox(string agent, string column, Func<string, bool> isIt) => Eventually.Get(
        () => Host.Scalar<string>($"select coalesce((select {column} from outbox where account = '{agent}'), '')"), isIt,
        Patience);
}

/// <summary>One that works, and many that do not.</summary>
public sealed class BadPluginFixture : PluginFixture
{
    protected override string CallTimeout => "00:00:20";

    protected override async Task Populate()
    {
        foreach (var name in new[] { "good", "startthrows", "starthangs", "postthrows", "posthangs", "crashes" })
            await Drop(name);
        await TestPlugins.DropOutdated(Folder, "outdated");
        await TestPlugins.DropIncomplete(Folder, "incomplete");
        await TestPlugins.DropEnding(Folder, "files", "filed");
        await TestPlugins.DropEnding(Folder, "pretends", "cancelled");
        TestPlugins.DropText(Folder, "text");
    }
}
