using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Memory;

/// <summary>The problem of a transaction whose keys have changed.</summary>
internal sealed class SessionMemoryProblems : IProblemSource
{
    public Problem? Find(Exception error) => error is SessionConflictException conflict
        ? new Problem(
            ProblemCodes.Conflict, StatusCodes.Status409Conflict, "Conflict with the current state", conflict.Message)
        {
            Errors =
            [
                .. conflict.Keys.Select(key => new FieldError(
                    key.Key, $"has version {key.Found}; version {key.Expected} was expected (0: not there).")),
            ],
        }
        : null;
}
