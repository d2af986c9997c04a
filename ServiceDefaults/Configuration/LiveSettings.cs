namespace Sanctum.Configuration;

/// <summary>The layer of settings that is changed while the process runs.</summary>
internal sealed class LiveSettings : ConfigurationProvider, IConfigurationSource, ISettingSource
{
    public string Name => "live";

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Replaces all of them; what follows options has the new values when it returns.</summary>
    public void Replace(IEnumerable<LiveSetting> settings)
    {
        Data = settings.ToDictionary(
            setting => setting.Name, setting => (string?)setting.Value, StringComparer.OrdinalIgnoreCase);
        OnReload();
    }
}
