using System.CommandLine;

namespace Sanctum.Commands;

/// <summary>The commands of one feature. Every class that implements it is found at start; no list names them.</summary>
internal interface ICommandModule
{
    /// <summary>The feature's command, with its subcommands if it has any.</summary>
    Command Build();
}
