namespace Sanctum.Problems;

/// <summary>Two changes of one text that concern the same lines.</summary>
/// <param name="Version">The version of the present text; 0 if it was deleted.</param>
/// <param name="Base">The text that both changes were made from.</param>
/// <param name="Present">The text now.</param>
/// <param name="Proposed">The text that the refused request makes of <c>base</c>.</param>
internal sealed record TextConflict(int Version, string Base, string Present, string Proposed);
