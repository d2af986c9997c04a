using Microsoft.Extensions.Logging;
using Sanctum.Access;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Approvals;

/// <inheritdoc cref="IApprovalGrain"/>
/// <remarks>
/// It keeps nothing: the row decides which answer is the one, and says until when waiters are to be woken. Meter
/// <c>Sanctum.Approvals</c>; events <c>approval.requested</c> and <c>approval.answered</c>.
/// </remarks>
[GrainType("approval")]
internal sealed class ApprovalGrain(
    ApprovalStore store, ApprovalRights rights, ApprovalMeter meter, IEnumerable<IApprovalWaiter> kinds, TimeProvider clock,
    ILogger<ApprovalGrain> logger)
    : Grain, IApprovalGrain
{
    private const int MaxNoteCharacters = 1_000;

    private readonly Dictionary<string, IApprovalWaiter> _kinds = kinds.ToDictionary(
        kind => kind.Kind, StringComparer.Ordinal);

    private string _tenant = "";
    private Guid _id;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.Key();
        (_tenant, _id) = (key.Tenant, Guid.Parse(key.Name));
        return Task.CompletedTask;
    }

    public async Task<Approval> Get()
    {
        if (await store.Find(_tenant, _id, CancellationToken.None) is { } approval)
            return approval;
        DeactivateOnIdle();
        throw new NotFoundException("approval", _id.ToString());
    }

    public async Task<Approval> Answer(ApprovalAnswer answer)
    {
        CheckNote(answer.Note);
        var caller = Principal.Current;
        await rights.Check(await Get(), caller);
        var answered = await store.Answer(
            _tenant, _id, answer.Approves, caller?.Actor ?? answer.By, answer.Note, CancellationToken.None)
            ?? throw await WhyNot();
        Note(answered);
        await BestEffort.Try(() => Wake(answered), failure => ApprovalLog.NotWoken(logger, failure, "What waits", _id));
        return answered;
    }

    public async Task TakeUp()
    {
        var approval = await Get();
        if (approval.State == ApprovalState.Pending)
        {
            var expired = await store.Expire(
                _tenant, _id, ApprovalAudit.Expired(approval, clock.GetUtcNow()), CancellationToken.None);
            if (expired is null)
                return;
            Note(expired);
            approval = expired;
        }
        await Wake(approval);
    }

    private void Note(Approval approval)
    {
        meter.Answered(approval);
        ApprovalLog.Answered(logger, _id, _tenant, approval.State, approval.AnsweredBy ?? ApprovalLog.Nobody);
    }

    private async Task<ConflictException> WhyNot()
    {
        var approval = await Get();
        return new ConflictException(approval.State is ApprovalState.Pending or ApprovalState.Expired
            ? $"The deadline of approval {_id} is over."
            : $"Approval {_id} is {approval.State.ToString().ToLowerInvariant()} already, by {approval.AnsweredBy}.");
    }

    // What cannot be woken now is woken by the lifeline, because the row stays due.
    private async Task Wake(Approval approval)
    {
        if (await store.FindWaiters(_tenant, _id, CancellationToken.None) is not { } waiters)
            return;
        var isDone = true;
        foreach (var waiter in waiters)
            isDone &= await TryWake(waiter, approval);
        if (isDone)
            await store.Woken(_tenant, _id, waiters, CancellationToken.None);
    }

    private async Task<bool> TryWake(string waiter, Approval approval)
    {
        var slash = waiter.IndexOf('/', StringComparison.Ordinal);
        var isDone = false;
        await BestEffort.Try(
            async () => isDone = await _kinds[waiter[..slash]].Wake(_tenant, waiter[(slash + 1)..], approval),
            failure => ApprovalLog.NotWoken(logger, failure, waiter, _id));
        return isDone;
    }

    private static void CheckNote(string? note)
    {
        if (note?.Length > MaxNoteCharacters)
            throw new InvalidRequestException("note", $"has {note.Length} characters; the limit is {MaxNoteCharacters}.");
        NullCharacter.Refuse("note", note);
    }
}
