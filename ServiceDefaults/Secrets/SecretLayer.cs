using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace Sanctum.Secrets;

/// <summary>
/// Reads, before anything uses a setting, the secrets that settings refer to. A secret that cannot be read ends the start; the
/// message has the setting's name and the reference, and nothing else.
/// </summary>
internal static class SecretLayer
{
    private const int MaxReferences = 200;
    private const int MaxCharacters = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Lays the secrets over the settings that refer to them.</summary>
    /// <exception cref="ValidationException">One cannot be read.</exception>
    public static void AddSecrets(this IConfigurationManager settings)
    {
        if (!ReferencesIn(settings).Any())
            return;
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(settings).AddSecretClient()
            .BuildServiceProvider();
        var stores = Find(services);
        settings.Add(stores.Values.Where(store => store.IsLocal));
        settings.Add(stores.Values.Where(store => !store.IsLocal));
        if (ReferencesIn(settings).FirstOrDefault() is { } left)
            throw Unreadable(left, $"there is no store '{left.Reference.Store}'; there are {string.Join(", ", stores.Keys)}.");
    }

    private static void Add(this IConfigurationManager settings, IEnumerable<ISecretStore> stores)
    {
        foreach (var store in stores)
        {
            var wanted = ReferencesIn(settings).Where(one => one.Reference.Store == store.Name).ToArray();
            if (wanted.Length > MaxReferences)
                throw new ValidationException($"More than {MaxReferences} settings refer to the secret store '{store.Name}'.");
            if (wanted.Length > 0)
                settings.Add(new SecretSettings(store.Name, ReadNow(store, wanted)));
        }
    }

    [SuppressMessage(
        "ApiDesign", "RS0030",
        Justification = "A host is built by a call that is not awaited, and nothing else runs in the process yet.")]
    private static Dictionary<string, string> ReadNow(ISecretStore store, SettingReference[] wanted) =>
        Task.Run(() => ReadAll(store, wanted)).GetAwaiter().GetResult();

    private static async Task<Dictionary<string, string>> ReadAll(ISecretStore store, SettingReference[] wanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in wanted)
            values[setting.Name] = await Read(store, setting, patience.Token);
        return values;
    }

    private static async Task<string> Read(ISecretStore store, SettingReference setting, CancellationToken cancellationToken)
    {
        try
        {
            var secret = await store.Read(setting.Reference, cancellationToken);
            return secret.Length is > 0 and <= MaxCharacters
                ? secret
                : throw Unreadable(setting, $"it is empty, or has more than {MaxCharacters} characters.");
        }
        catch (SecretUnavailableException exception)
        {
            throw Unreadable(setting, exception.Message);
        }
        catch (OperationCanceledException)
        {
            throw Unreadable(setting, "the store did not answer in time.");
        }
    }

    private static ValidationException Unreadable(SettingReference setting, string why) =>
        new($"{setting.Name}: the secret {setting.Reference} cannot be read: {why}");

    private static IEnumerable<SettingReference> ReferencesIn(IConfiguration settings)
    {
        foreach (var (name, value) in settings.AsEnumerable())
        {
            if (SecretReference.TryParse(value, out var reference))
                yield return new SettingReference(name, reference);
        }
    }

    private static SortedDictionary<string, ISecretStore> Find(IServiceProvider services) => new(
        typeof(ISecretStore).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(ISecretStore)))
            .Select(type => (ISecretStore)ActivatorUtilities.CreateInstance(services, type))
            .ToDictionary(store => store.Name),
        StringComparer.Ordinal);

    private sealed record SettingReference(string Name, SecretReference Reference);
}
