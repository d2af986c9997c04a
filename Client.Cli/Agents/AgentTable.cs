using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Agents;

/// <summary>Agents, a row each.</summary>
internal static class AgentTable
{
    private const int MaxOfDescription = 40;

    public static Table Of(IEnumerable<AgentShape> agents)
    {
        var table = Listing.Of("NAME", "STATUS", "VERSION", "MODEL", "CHANGED", "DESCRIPTION");
        foreach (var agent in agents)
        {
            table.Row(
                agent.Id, Listing.State(agent.Status), agent.Version, agent.Definition.Capabilities.Model,
                Age.Of(agent.UpdatedAt),
                Printable.Line(agent.Definition.Description, MaxOfDescription));
        }
        return table;
    }
}
