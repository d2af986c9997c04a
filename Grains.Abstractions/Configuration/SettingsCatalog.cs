using System.Collections.Immutable;
using System.Reflection;

namespace Sanctum.Configuration;

/// <summary>The settings of a program: the options of all classes of its assemblies that have a
/// <see cref="SettingsAttribute"/>.</summary>
internal sealed class SettingsCatalog
{
    public SettingsCatalog(IEnumerable<Assembly> assemblies) =>
        All =
        [
            .. assemblies.Distinct().SelectMany(assembly => assembly.GetTypes())
                .Where(type => type.IsDefined(typeof(SettingsAttribute), inherit: false))
                .SelectMany(OptionsOf)
                .OrderBy(setting => setting.Name, StringComparer.Ordinal),
        ];

    /// <summary>All settings, by name.</summary>
    public ImmutableArray<CatalogSetting> All { get; }

    /// <summary>The setting of a name, whatever its case, or null.</summary>
    public CatalogSetting? Find(string name) => All.FirstOrDefault(setting => Matches(setting, name));

    /// <summary>The name as the catalog writes it; what follows it is left as it is.</summary>
    public static string Spell(CatalogSetting setting, string name) =>
        setting.HasNames ? setting.Name + name[setting.Name.Length..] : setting.IsNamed ? name : setting.Name;

    private static bool Matches(CatalogSetting setting, string name)
    {
        if (setting.IsNamed)
            return name.StartsWith(setting.Section[..^setting.Placeholder.Length], StringComparison.OrdinalIgnoreCase)
                && name.EndsWith($":{setting.Property.Name}", StringComparison.OrdinalIgnoreCase);
        return setting.HasNames
            ? name.Length > setting.Name.Length + 1 && name.StartsWith($"{setting.Name}:", StringComparison.OrdinalIgnoreCase)
            : name.Equals(setting.Name, StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<CatalogSetting> OptionsOf(Type options)
    {
        var where = options.GetCustomAttribute<SettingsAttribute>()!;
        return options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite)
            .Select(property => new CatalogSetting(where.Section, where.Group, property));
    }
}
