using System.ComponentModel.DataAnnotations;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sanctum.Configuration;

/// <summary>Settings of a YAML file, which is read once and may be missing.</summary>
/// <param name="folder">Where the file may be.</param>
/// <param name="file">Its name.</param>
internal sealed class YamlSettings(string folder, string file) : ConfigurationProvider, IConfigurationSource, ISettingSource
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxSettings = 10_000;
    private const int MaxDepth = 16;

    public string Name => $"file {file}";

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <exception cref="ValidationException">The file is no such document; the message names the line.</exception>
    public override void Load()
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
            return;
        if (new FileInfo(path).Length > MaxBytes)
            throw new ValidationException($"{file} has more than {MaxBytes} bytes, the limit.");
        Data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var document in Parse(path))
            Add("", document.RootNode, depth: 0);
    }

    private IList<YamlDocument> Parse(string path)
    {
        try
        {
            var stream = new YamlStream();
            using var reader = File.OpenText(path);
            stream.Load(reader);
            return stream.Documents;
        }
        catch (YamlException exception)
        {
            // Its message may quote a value.
            throw new ValidationException(Where(exception.Start, "is not YAML."), exception);
        }
        catch (Exception exception) when (
            exception is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new ValidationException($"{file} cannot be read as YAML.", exception);
        }
    }

    private void Add(string name, YamlNode node, int depth)
    {
        // An alias can make a small document huge.
        if (depth > MaxDepth || Data.Count >= MaxSettings)
            throw new ValidationException(Where(
                node.Start, $"has more than {MaxSettings} settings or {MaxDepth} levels, the limits."));
        switch (node)
        {
            case YamlMappingNode mapping:
                foreach (var (key, value) in mapping.Children)
                    Add(Below(name, KeyOf(key)), value, depth + 1);
                break;
            case YamlSequenceNode list:
                foreach (var (index, item) in list.Children.Index())
                    Add(Below(name, index.ToString(CultureInfo.InvariantCulture)), item, depth + 1);
                break;
            case YamlScalarNode { Value: { } text } scalar when !IsNull(scalar):
                if (name.Length == 0)
                    throw new ValidationException(Where(node.Start, "is not a mapping of settings."));
                Data[name] = text;
                break;
        }
    }

    private string KeyOf(YamlNode key) => key is YamlScalarNode { Value: { Length: > 0 } text }
        ? text
        : throw new ValidationException(Where(key.Start, "has a name that is not a text."));

    private string Where(Mark place, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{file}, line {place.Line}: {what}");

    private static string Below(string name, string part) => name.Length == 0 ? part : $"{name}:{part}";

    private static bool IsNull(YamlScalarNode scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null";
}
