using Microsoft.Extensions.Options;
using Sanctum.Calls;
using Sanctum.Identity;

namespace Sanctum.Settings;

/// <summary>Keeps its row in memory; every silo waits here for the next change.</summary>
[GrainType("messagemode")]
internal sealed class MessageModeGrain(
    MessageModeStore store, IOptions<MessageOptions> options, TimeProvider clock) : Grain, IMessageModeGrain
{
    private readonly ChangeSignal _changed = new(clock);
    private MessageModeState _state = new(options.Value.Mode);

    private string Tenant => this.Key().Tenant;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _state = await store.Find(Tenant, cancellationToken) ?? _state;

    public Task<MessageModeState> Get() => Task.FromResult(_state);

    public async Task<MessageModeState> Change(MessageMode mode)
    {
        try
        {
            _state = (await store.Set(Tenant, mode, CancellationToken.None))!;
        }
        catch
        {
            // What the row holds is not known; the next activation reads it.
            DeactivateOnIdle();
            throw;
        }
        _changed.Raise();
        return _state;
    }

    public async Task<MessageModeState> Follow(long known, CancellationToken cancellationToken)
    {
        if (known == _state.Revision)
            await _changed.Wait(cancellationToken);
        return _state;
    }
}
