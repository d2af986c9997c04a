using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.People;

/// <summary><c>sanctum people</c>.</summary>
internal sealed class PeopleCommands : ICommandModule
{
    public Command Build() => new("people", "Inspect and erase the people that agents have met on any platform")
    {
        ListCommand.Build(),
        ShowCommand.Build(),
        EraseCommand.Build(),
        ErasuresCommand.Build(),
        ReceiptCommand.Build(),
    };
}
