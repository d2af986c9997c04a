using Sanctum.Secrets;
using Sanctum.Testing;

namespace Sanctum.Plugins;

public sealed class PluginSecretTests : IAsyncLifetime
{
    private readonly KeyedFixture _plugins = new();

    public Task InitializeAsync() => _plugins.InitializeAsync();

    public Task DisposeAsync() => _plugins.DisposeAsync();

    [Fact]
    public async Task Settings_come_under_a_new_key_and_hold_without_the_old_one()
    {
        await _plugins.Drop("tunable");
        await _plugins.Reaches("tunable", PluginState.Running);
        await _plugins.Plugins.ChangeSettings("tunable", """{"prefix":"now: ","apiKey":"from-an-operator"}""");
        Assert.Equal(KeyId(_plugins.First), Assert.Single(await _plugins.Plugins.CountSecrets()).KeyId);

        var second = Convert.ToBase64String(SecretKey.Generate().Bytes);
        await _plugins.Host.Restart(
            null, ("Sanctum:Secrets:Key", second), ("Sanctum:Secrets:PreviousKeys:0", _plugins.First),
            ("Sanctum:Secrets:ReencryptAfter", "00:00:00"));
        await Eventually.True(async () => (await _plugins.Plugins.CountSecrets()).Single().KeyId == KeyId(second));
        await _plugins.Host.Restart(null, ("Sanctum:Secrets:PreviousKeys:0", second));
        await _plugins.Reaches("tunable", PluginState.Running);

        Assert.Contains("now: ", (await _plugins.Plugins.Get("tunable")).Settings, StringComparison.Ordinal);
        Assert.Equal(new RenewedSecrets(0, 0), await _plugins.Plugins.RenewSecrets());
    }

    private static string KeyId(string key) => SecretKey.Parse(key).Id;

    private sealed class KeyedFixture : PluginFixture
    {
        public string First { get; } = Convert.ToBase64String(SecretKey.Generate().Bytes);

        protected override IEnumerable<(string Name, string Value)> Settings => [("Sanctum:Secrets:Key", First)];
    }
}
