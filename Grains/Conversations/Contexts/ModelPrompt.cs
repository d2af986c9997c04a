using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Sanctum.Models;
using Sanctum.Trust;

namespace Sanctum.Conversations;

/// <summary>What a model is to be sent.</summary>
/// <param name="Model">The model, as <c>provider/model</c>.</param>
/// <param name="Instructions">The parts of the first message.</param>
/// <param name="Recalled">The parts of the message that holds recalled passages.</param>
/// <param name="Messages">The instructions, then the conversation.</param>
/// <param name="Tools">The tools that it may call.</param>
internal sealed record ModelPrompt(
    string Model, ImmutableArray<InstructionPart> Instructions, ImmutableArray<RecalledPart> Recalled,
    IReadOnlyList<ChatMessage> Messages, IReadOnlyList<ToolDeclaration> Tools)
{
    /// <summary>About how many characters a request has for the tools.</summary>
    public int SizeOfTools { get; } = Tools.Sum(tool => tool.Size);

    /// <summary>The lowest trust of all that it is made of.</summary>
    public TrustLevel Trust { get; init; }
}
