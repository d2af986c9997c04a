using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Policies;

/// <summary><c>sanctum policies</c>.</summary>
internal sealed class PolicyCommands : ICommandModule
{
    // JSON is YAML, and the gateway reads both with the same rules and the same line numbers.
    private static readonly MediaTypeHeaderValue Yaml = new("application/yaml", "utf-8");

    public Command Build() => new("policies", "Decide what agents may do: policy documents and their versions")
    {
        BuildList(),
        BuildShow(),
        BuildSet(),
        BuildVersions(),
        BuildRollback(),
        BuildDelete(),
        CheckCommand.Build(),
    };

    private static ClientCommand BuildList() => new ClientCommand("list", "List the policy documents in force")
        .Does(async run => run.Output.Show(
            await run.Gateway.Get<PolicyListShape>(Route.To($"v1/policies"), run.Cancellation), page => TableOf(page.Items)))
        .WithExamples("sanctum policies list");

    private static ClientCommand BuildShow()
    {
        var name = NameArgument();
        var version = new Option<int?>("--version") { Description = "A version; default: the one in force", HelpName = "number" };
        return new ClientCommand("show", "Show a policy document") { name, version }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<PolicyShape>(
                    Route.To($"v1/policies/{run.Get(name)}").With("version", run.Get(version)), run.Cancellation),
                Describe))
            .WithExamples("sanctum policies show guests", "sanctum policies show guests --json | jq -r .document > guests.yaml");
    }

    private static ClientCommand BuildSet()
    {
        var name = NameArgument();
        var file = new Option<string>("--file", "-f")
        {
            Description = "The document as YAML or JSON; '-' is standard input",
            HelpName = "file",
            Required = true,
        };
        var module = new Option<string?>("--wasm")
        {
            Description = "A module in WebAssembly, added to the document as its field 'wasm'",
            HelpName = "file",
        };
        return new ClientCommand("set", "Put a policy document in force, everywhere within about a second")
            { name, file, module }
            .Does(async run =>
            {
                var document = Document.Read(run.Get(file)!).Text;
                if (run.Get(module) is { } path)
                    document = ModuleFile.AddTo(document, path);
                using var body = new StringContent(document, Encoding.UTF8);
                body.Headers.ContentType = Yaml;
                run.Output.Show(
                    await run.Gateway.Ask<PolicyShape>(
                        HttpMethod.Put, Route.To($"v1/policies/{run.Get(name)}"), body, run.Cancellation),
                    Describe);
            })
            .WithExamples(
                "sanctum policies set guests -f guests.yaml",
                "sanctum policies set shell -f shell.yaml --wasm policy.wasm");
    }

    private static ClientCommand BuildVersions()
    {
        var name = NameArgument();
        var before = new Option<int?>("--before") { Description = "Only versions before this one", HelpName = "version" };
        return new ClientCommand("versions", "List the versions of a policy document, newest first") { name, before }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<PolicyListShape>(
                    Route.To($"v1/policies/{run.Get(name)}/versions").With("before", run.Get(before)), run.Cancellation),
                page => TableOf(page.Items)))
            .WithExamples("sanctum policies versions guests");
    }

    private static ClientCommand BuildRollback()
    {
        var name = NameArgument();
        var version = new Argument<int>("version") { Description = "The version to put in force again" };
        return new ClientCommand("rollback", "Put an earlier version of a policy document in force again") { name, version }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<PolicyShape>(
                    Route.To($"v1/policies/{run.Get(name)}/rollback"), new JsonObject { ["version"] = run.Get(version) },
                    run.Cancellation),
                Describe))
            .WithExamples("sanctum policies rollback guests 3");
    }

    private static ClientCommand BuildDelete()
    {
        var name = NameArgument();
        return new ClientCommand("delete", "Take a policy document out of force; its versions stay") { name }
            .Does(async run =>
            {
                if (!await run.Confirm($"Take policy '{run.Get(name)}' out of force?"))
                    return;
                await run.Gateway.Delete(Route.To($"v1/policies/{run.Get(name)}"), run.Cancellation);
                run.Output.Note($"Policy '{run.Get(name)}' is out of force.");
            })
            .WithExamples("sanctum policies delete guests");
    }

    private static Argument<string> NameArgument() => new("policy") { Description = "The document's name" };

    private static Table TableOf(IEnumerable<PolicyShape> versions)
    {
        var table = Listing.Of("NAME", "VERSION", "CHANGED", "DESCRIPTION");
        foreach (var version in versions)
        {
            table.Row(
                version.Name, version.Version, Age.Of(version.CreatedAt),
                version.IsDeletion ? "(deleted)" : Printable.Line(version.Description, 60));
        }
        return table;
    }

    private static Table Describe(PolicyShape version) => Facts.Of(
        ("Name", version.Name),
        ("Version", $"{version.Version}, written {Age.Of(version.CreatedAt)}"),
        ("Description", version.Description),
        ("Document", version.Document ?? "(deleted)"));
}

/// <summary>What people see of a version of a policy document.</summary>
internal sealed record PolicyShape(
    string Name, int Version, string Description, string? Document, bool IsDeletion, DateTimeOffset CreatedAt);

/// <summary>A list of them.</summary>
internal sealed record PolicyListShape(PolicyShape[] Items);
