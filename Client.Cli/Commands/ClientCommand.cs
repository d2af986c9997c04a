using System.CommandLine;

namespace Sanctum.Commands;

/// <summary>A command that does something at the gateway.</summary>
internal sealed class ClientCommand(string name, string description) : Command(name, description)
{
    /// <summary>What its help ends with.</summary>
    public string[] Examples { get; private set; } = [];

    /// <summary>Takes the options of a page.</summary>
    public void Add(Paging paging)
    {
        foreach (var option in paging.Options)
            Add(option);
    }

    public ClientCommand Does(Func<CommandRun, Task> work)
    {
        SetAction((arguments, _) => CommandRun.Execute(arguments, work));
        return this;
    }

    public ClientCommand WithExamples(params string[] examples)
    {
        Examples = examples;
        return this;
    }
}
