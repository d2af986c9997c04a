using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Shows the imports of an agent, or one of them, or cancels it.</summary>
internal static class ImportsCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var import = new Argument<Guid?>("import")
        {
            Description = "An import's id, from the list, to see what it refused",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var cancel = new Option<bool>("--cancel") { Description = "Cancel the import; what it has inserted stays" };
        return new ClientCommand("imports", "Show the imports into an agent's archival memory") { agent, import, cancel }
            .Does(async run =>
            {
                var route = Route.To($"v1/agents/{run.Get(agent)}/passages/imports");
                if (run.Find(import) is not { } id)
                {
                    if (run.Get(cancel))
                        throw ProblemException.Usage("Give the import to cancel.");
                    run.Output.Show(await run.Gateway.Get<ImportsShape>(route, run.Cancellation), ImportText.List);
                    return;
                }
                run.Output.Show(
                    run.Get(cancel)
                        ? await run.Gateway.Ask<ImportShape>(
                            HttpMethod.Post, Route.To($"v1/agents/{run.Get(agent)}/passages/imports/{id}/cancel"), null,
                            run.Cancellation)
                        : await run.Gateway.Get<ImportShape>(
                            Route.To($"v1/agents/{run.Get(agent)}/passages/imports/{id}"), run.Cancellation),
                    ImportText.Of);
            })
            .WithExamples(
                "sanctum memory imports ada", "sanctum memory imports ada 019a1fd2-0000-7000-8000-000000000000",
                "sanctum memory imports ada 019a1fd2-0000-7000-8000-000000000000 --cancel");
    }
}
