using System.Collections.Immutable;
using Sanctum.Secrets;

namespace Sanctum.Configuration;

/// <summary>Finds for each setting of the catalog the source that wins.</summary>
internal sealed class SettingsReader(SettingsCatalog catalog, IConfiguration configuration) : ISettingsReader
{
    private const string DefaultSource = "default";

    public ImmutableArray<SettingView> Read() =>
        [.. catalog.All.SelectMany(Describe).OrderBy(setting => setting.Name, StringComparer.Ordinal)];

    private IEnumerable<SettingView> Describe(CatalogSetting setting) =>
        setting.IsNamed
            ? NamesOf(setting).SelectMany(name => Describe(setting, name))
            : Describe(setting, setting.Name);

    private IEnumerable<string> NamesOf(CatalogSetting setting)
    {
        var above = setting.Section[..^(setting.Placeholder.Length + 1)];
        return configuration.GetSection(above).GetChildren().Select(one => $"{above}:{one.Key}:{setting.Property.Name}");
    }

    private IEnumerable<SettingView> Describe(CatalogSetting setting, string name)
    {
        if (!setting.HasNames)
            return [Show(setting, name, setting.IsList ? FindList(name) : Find(setting, name))];
        var values = configuration.GetSection(name).AsEnumerable().Where(value => value.Value is not null).ToList();
        return values.Count == 0
            ? [Show(setting, name, found: null)]
            : values.Select(value => Show(setting, value.Key, FindOne(value.Key)));
    }

    private FoundValue? Find(CatalogSetting setting, string name) => setting.Variable switch
    {
        null => FindOne(name),
        { Wins: true } variable => FindOne(variable.Name) ?? FindOne(name),
        var variable => FindOne(name) ?? FindOne(variable.Name),
    };

    private FoundValue? FindList(string name)
    {
        var items = configuration.GetSection(name).GetChildren().Select(item => FindOne(item.Path)).OfType<FoundValue>().ToList();
        return items.Count == 0
            ? null
            : new FoundValue(
                string.Join(", ", items.Select(item => item.Value)), items[0].Source, items.Exists(item => item.IsSecret));
    }

    private FoundValue? FindOne(string name) => SettingValues.Find(configuration, name);

    private static SettingView Show(CatalogSetting setting, string name, FoundValue? found)
    {
        var value = found is null ? setting.Default : found.Value;
        var isSecret = found?.IsSecret == true || (setting.IsText && SensitiveNames.MatchSetting(name));
        return new SettingView(
            name, setting.Group, value is null ? null : isSecret ? MaskedText.Mask : MaskedText.Of(value),
            found?.Source ?? DefaultSource, setting.IsLive, setting.Range);
    }
}
