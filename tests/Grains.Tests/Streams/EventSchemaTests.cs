using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Schemas;
using Sanctum.Testing;

namespace Sanctum.Streams;

/// <summary>Events keep to <c>Grains.Abstractions/Schemas</c>, and the schemas keep to what they once said.</summary>
public sealed class EventSchemaTests
{
    private const int Variants = 12;

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly EventSchema Types = new(new TypeDocumentation(typeof(EventPayload).Assembly));

    private static string Folder => Path.Combine(Repository.Root, "Grains.Abstractions", "Schemas");

    public static TheoryData<string> Files => [.. Schemas.Keys];

    private static Dictionary<string, Type> Schemas =>
        EventTypes.All.Append(typeof(EventEnvelope)).ToDictionary(EventTypes.FileOf);

    [Fact]
    public void Every_event_type_has_its_schema_and_every_newest_schema_its_type()
    {
        var newest = Directory.GetFiles(Folder, "*.json").Select(Path.GetFileName).OfType<string>()
            .GroupBy(file => file[..file.LastIndexOf(".v", StringComparison.Ordinal)])
            .Select(versions => versions.MaxBy(Version)!);

        Assert.Equal(Schemas.Keys.Order(StringComparer.Ordinal), newest.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Type_only_adds_to_its_schema(string file) =>
        Assert.Empty(SchemaChange.Breaks(Committed(file), Types.Of(Schemas[file])));

    [Theory]
    [MemberData(nameof(Files))]
    public void Schema_says_all_that_its_type_does(string file)
    {
        var today = Types.Of(Schemas[file]).ToJsonString(Readable) + "\n";
        if (Path.Exists(Path.Combine(Folder, file)) && today == File.ReadAllText(Path.Combine(Folder, file)))
            return;

        var suggestion = Path.Combine(
            Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "schemas")).FullName, file);
        File.WriteAllText(suggestion, today);
        Assert.Fail(
            $"{file} says less than its type, or other words. If the change only adds, copy {suggestion} to " +
            "Grains.Abstractions/Schemas.");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Events_as_written_fit_their_schema(string file)
    {
        var validator = new JsonSchemaValidator(Committed(file));

        for (var variant = 0; variant < Variants; variant++)
        {
            var sample = new Samples(variant % EventTypes.All.Count()).Of(Schemas[file]);
            var json = sample is EventEnvelope envelope ? EventJson.Write(envelope) : EventJson.Write((EventPayload)sample);
            Assert.Empty(validator.Validate(JsonNode.Parse(json)));
        }
    }

    [Fact]
    public void Envelope_holds_the_payload_as_the_payload_s_own_schema_says()
    {
        foreach (var type in EventTypes.All)
        {
            var payload = (EventPayload)new Samples(0).Of(type);
            var envelope = new EventEnvelope(
                Guid.CreateVersion7(), payload.EventType, payload.SchemaVersion, "default", "default/s", null,
                DateTimeOffset.UtcNow, null, payload);

            var json = JsonNode.Parse(EventJson.Write(envelope))!;

            Assert.Equal(EventTypes.FileOf(type), $"{json["type"]}.v{json["schemaVersion"]}.json");
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(EventJson.Write(payload)), json["payload"]), type.Name);
        }
    }

    private static JsonNode Committed(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!;

    private static int Version(string file) =>
        int.Parse(
            file[(file.LastIndexOf(".v", StringComparison.Ordinal) + 2)..^".json".Length],
            System.Globalization.CultureInfo.InvariantCulture);
}
