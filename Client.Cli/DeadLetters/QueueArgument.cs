using System.CommandLine;

namespace Sanctum.DeadLetters;

/// <summary>The queue that a command is about.</summary>
internal static class QueueArgument
{
    public static Argument<string> Create() => new("queue") { Description = "The queue's name, from 'sanctum dlq list'" };
}
