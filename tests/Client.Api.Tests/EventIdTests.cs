using System.Reflection;
using Microsoft.Extensions.Logging;
using Sanctum.Hosting;

namespace Sanctum.Tests;

public sealed class EventIdTests
{
    private const BindingFlags Everything =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void Every_event_that_is_logged_has_an_id_of_its_own()
    {
        var events = from assembly in Ours(typeof(SiloHost).Assembly)
                     from type in assembly.GetTypes()
                     from method in type.GetMethods(Everything)
                     let message = method.GetCustomAttribute<LoggerMessageAttribute>()
                     where message is not null
                     select (message.EventId, Name: $"{type.Name}.{method.Name}");

        var shared = events.GroupBy(one => one.EventId).Where(same => same.Count() > 1)
            .Select(same => $"{same.Key}: {string.Join(", ", same.Select(one => one.Name))}");

        Assert.True(events.Count() > 50);
        Assert.Empty(shared);
    }

    private static HashSet<Assembly> Ours(Assembly program)
    {
        var found = new HashSet<Assembly>();
        var toVisit = new Stack<Assembly>([program, .. PartTypes.Adapters()]);
        while (toVisit.TryPop(out var assembly))
        {
            if (!found.Add(assembly))
                continue;
            foreach (var reference in assembly.GetReferencedAssemblies()
                .Where(reference => reference.Name!.StartsWith("Sanctum.", StringComparison.Ordinal)))
                toVisit.Push(Assembly.Load(reference));
        }
        return found;
    }
}
