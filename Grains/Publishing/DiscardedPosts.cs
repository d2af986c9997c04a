namespace Sanctum.Publishing;

/// <summary>
/// Posts that are not to be sent although a call, or rows that are being read, may still bring them. Each is remembered for as
/// long as anything of that can be under way, not for ever.
/// </summary>
internal sealed class DiscardedPosts(TimeProvider clock)
{
    /// <summary>How long each is remembered at least: many times what a call or a look at the rows may take.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private HashSet<Guid> _recent = [];
    private HashSet<Guid> _older = [];
    private DateTimeOffset _recentSince = clock.GetUtcNow();

    /// <summary>How many are remembered.</summary>
    public int Count => _recent.Count + _older.Count;

    public bool Contains(Guid postId) => _recent.Contains(postId) || _older.Contains(postId);

    public void Add(Guid postId)
    {
        var now = clock.GetUtcNow();
        if (now - _recentSince >= Memory)
            (_older, _recent, _recentSince) = (_recent, [], now);
        _recent.Add(postId);
    }

    public void Remove(Guid postId)
    {
        _recent.Remove(postId);
        _older.Remove(postId);
    }
}
