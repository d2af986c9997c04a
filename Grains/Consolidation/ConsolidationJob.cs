using System.Collections.Immutable;
using Sanctum.Identity;
using Sanctum.Trust;

namespace Sanctum.Consolidation;

/// <summary>An open run, as a silo continues it.</summary>
/// <param name="Agent">Whose memory.</param>
/// <param name="Id">The run.</param>
/// <param name="HasProposals">Whether its proposals are kept; what is left is to apply them.</param>
/// <param name="Mode">What becomes of its proposals.</param>
/// <param name="Attempts">How often it was begun, this time included. Only the newest attempt may write to the run.</param>
/// <param name="LastError">Why the attempt before failed; null if it did not say.</param>
internal sealed record ConsolidationJob(
    GrainKey Agent, Guid Id, bool HasProposals, ConsolidationMode Mode, int Attempts, string? LastError);

/// <summary>A text that the model proposes for a block.</summary>
/// <param name="Label">The block.</param>
/// <param name="BaseVersion">The version that the model was given.</param>
/// <param name="Text">The whole new text.</param>
/// <param name="Reason">Why, in the model's words.</param>
/// <param name="Diff">What it changes, in the unified format.</param>
internal sealed record NewProposal(string Label, int BaseVersion, string Text, string Reason, string Diff);

/// <summary>What came of a question to the model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Proposals">What it proposes.</param>
/// <param name="Trust">How far they are trusted: as far as the least of what the model was given.</param>
/// <param name="Notes">What was left out, and why.</param>
internal sealed record Consideration(
    string Model, ImmutableArray<NewProposal> Proposals, TrustLevel Trust, ImmutableArray<string> Notes);

/// <summary>A run ends without proposals; the message says why.</summary>
internal sealed class ConsolidationFailedException(string message) : Exception(message);
