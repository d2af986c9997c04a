using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using Sanctum.Conversations;
using Sanctum.Problems;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed partial class ApiDocumentTests(RunningGateway gateway)
{
    private const string Document = "docs/api.md";

    [Fact]
    public async Task Document_has_every_route_and_no_other()
    {
        var (description, _) = OpenApiDocument.Parse(await gateway.Http.GetStringAsync("/openapi/v1.json"), "json");
        var served = description!.Paths.SelectMany(
            path => path.Value.Operations!.Keys.Select(method => $"{method.Method} {path.Key}"));
        var written = SourceFiles.Lines(Document).Select(line => RouteHeading().Match(line)).Where(heading => heading.Success)
            .Select(heading => heading.Groups["route"].Value);

        Assert.Equal(served.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Document_has_every_problem_and_no_other()
    {
        var codes = typeof(ProblemCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(
            field => (string)field.GetRawConstantValue()!);
        var written = SourceFiles.Lines(Document).Select(line => ProblemRow().Match(line)).Where(row => row.Success).Select(
            row => row.Groups["code"].Value);

        Assert.Equal(codes.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
        Assert.Empty(SourceFiles.Texts().SelectMany(text => CodeInPlace().Matches(text)).Select(match => match.Value));
    }

    [Fact]
    public void Document_has_every_event_that_watchers_see_and_no_other()
    {
        var types = typeof(SessionEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SessionEvent)))
            .Select(type => ((SessionEvent)RuntimeHelpers.GetUninitializedObject(type)).EventType);
        var written = SourceFiles.Lines(Document).Select(line => EventRow().Match(line)).Where(row => row.Success).Select(
            row => row.Groups["type"].Value);

        Assert.Equal(types.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `(?<type>[a-z]+\.[a-z-]+)` \|")]
    private static partial Regex EventRow();

    [GeneratedRegex(@"^### (?<route>[A-Z]+ /\S*)$")]
    private static partial Regex RouteHeading();

    [GeneratedRegex(@"^\| `(?<code>[a-z-]+)` \| \d{3}")]
    private static partial Regex ProblemRow();

    // A problem whose code is written where it is made, past the list of codes.
    [GeneratedRegex("""new(\s*Problem)?\("[a-z-]+", (StatusCodes\.|\d{3})""")]
    private static partial Regex CodeInPlace();
}
