using Sanctum.Problems;

namespace Sanctum.Memory;

/// <summary>The problem of a change of a block that could not be merged.</summary>
internal sealed class MemoryProblems : IProblemSource
{
    public Problem? Find(Exception error) => error is BlockConflictException conflict
        ? new Problem(ProblemCodes.TextConflict, StatusCodes.Status409Conflict, "Conflicting changes of a text", conflict.Message)
        {
            Conflict = new TextConflict(conflict.Version, conflict.BaseText, conflict.Present, conflict.Proposed),
        }
        : null;
}
