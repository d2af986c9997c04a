using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Configuration;

/// <summary>What live settings must be: settings of the catalog that are live, each once, with a value that it takes.</summary>
internal static class LiveSettingRules
{
    public const int MaxSettings = 200;
    private const int MaxNameCharacters = 256;
    private const int MaxValueCharacters = 1_000;

    /// <summary>The settings by their names in the catalog, in order.</summary>
    /// <exception cref="InvalidRequestException">Every setting that is wrong.</exception>
    public static ImmutableArray<LiveSetting> Check(SettingsCatalog catalog, ImmutableArray<LiveSetting> settings)
    {
        if (settings.Length > MaxSettings)
            throw new InvalidRequestException(
                "settings", $"has {settings.Length} settings; at most {MaxSettings} are allowed.");
        var errors = new List<FieldError>();
        var known = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in settings)
        {
            var (name, fault) = Check(catalog, setting);
            if (fault is null && !known.TryAdd(name, setting.Value))
                fault = "is there twice.";
            if (fault is not null)
                errors.Add(new FieldError($"settings.{name}", fault));
        }
        return errors.Count > 0
            ? throw new InvalidRequestException(errors)
            : [.. known.Select(setting => new LiveSetting(setting.Key, setting.Value))];
    }

    private static (string Name, string? Fault) Check(SettingsCatalog catalog, LiveSetting setting)
    {
        if (setting.Name.Length > MaxNameCharacters)
            return (setting.Name[..MaxNameCharacters], $"its name has more than {MaxNameCharacters} characters, the limit.");
        NullCharacter.Refuse($"settings.{setting.Name}", setting.Value);
        NullCharacter.Refuse("settings", setting.Name);
        if (catalog.Find(setting.Name) is not { } known)
            return (setting.Name, "there is no such setting.");
        var name = SettingsCatalog.Spell(known, setting.Name);
        return (name, known switch
        {
            { IsLive: false } => "cannot be changed while processes run; only settings that are live can.",
            _ when setting.Value.Length > MaxValueCharacters =>
                $"has {setting.Value.Length} characters; at most {MaxValueCharacters} are allowed.",
            _ => known.FindFault(setting.Value),
        });
    }
}
