using Sanctum.Errors;

namespace Sanctum.Publishing;

/// <summary>
/// How many posts of an account may be under way at once: half as many with each failure of the platform, one more with each post
/// that it takes, so that a platform in trouble is tried with little and has everything back soon.
/// </summary>
internal sealed class BatchSize(int most)
{
    private int _withheld;

    /// <summary>At least 1.</summary>
    public int Effective => most - _withheld;

    /// <summary>Whether it is as large as it may be.</summary>
    public bool IsFull => _withheld == 0;

    /// <summary>Notes how an attempt went; a refusal is the post's own fault and counts for neither side.</summary>
    public void Record(ErrorClass? failure)
    {
        if (failure is null)
            _withheld = Math.Max(0, _withheld - 1);
        else if (failure is ErrorClass.Transient or ErrorClass.Health)
            _withheld = most - Math.Max(1, Effective / 2);
    }
}
