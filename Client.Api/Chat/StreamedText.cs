namespace Sanctum.Chat;

/// <summary>
/// Decides what still must be sent of a reply that arrives in deltas, some of which may be lost, repeated by a second attempt,
/// or followed by another step. What was sent cannot be taken back, so only what continues it is sent.
/// </summary>
internal sealed class StreamedText
{
    private const string Break = "\n\n";

    private Guid _turn;
    private int _step;
    private string _heard = "";
    private string _sent = "";
    private bool _hasSentAny;
    private bool _isRepeated;

    /// <summary>Whether words of a step were sent that is not known to be over.</summary>
    public bool IsOpen => _sent.Length > 0;

    /// <summary>Whether a step that is tried anew says something else than what was sent of it.</summary>
    public bool HasDiverged { get; private set; }

    /// <summary>The turn is tried anew: its deltas start from the beginning again.</summary>
    public void Restart() => (_heard, _isRepeated) = ("", IsOpen);

    /// <summary>A step is over: what it said stands.</summary>
    public void EndStep() => (_step, _sent, _isRepeated) = (0, "", false);

    /// <summary>Takes a delta in; answers what to send now, perhaps nothing.</summary>
    public string Add(Guid turn, int step, string text)
    {
        if (step != _step || turn != _turn)
            (_turn, _step, _heard, _sent, _isRepeated) = (turn, step, "", "", false);
        return Reach(_heard + text);
    }

    /// <summary>Takes the whole text of the last step; answers what of it was not sent yet.</summary>
    public string Finish(string whole) => Reach(whole);

    private string Reach(string target)
    {
        _heard = target;
        if (_sent.StartsWith(target, StringComparison.Ordinal))
            return "";
        var goesOn = target.StartsWith(_sent, StringComparison.Ordinal);
        HasDiverged |= _isRepeated && !goesOn;
        var addition = goesOn && _sent.Length > 0 ? target[_sent.Length..] : (_hasSentAny ? Break : "") + target;
        _sent = target;
        _hasSentAny = true;
        return addition;
    }
}
