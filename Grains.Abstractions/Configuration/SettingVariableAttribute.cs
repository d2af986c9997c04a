namespace Sanctum.Configuration;

/// <summary>Names a variable that an option is read from as well.</summary>
/// <param name="name">Such as <c>SANCTUM_URL</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingVariableAttribute(string name) : Attribute
{
    /// <summary>The variable.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the variable wins over the setting's own name.</summary>
    public bool Wins { get; set; }
}
