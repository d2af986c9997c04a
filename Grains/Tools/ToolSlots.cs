using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Sanctum.Identity;

namespace Sanctum.Tools;

/// <summary>Lets so many tools of an agent run at once, so that one busy agent leaves room for the others.</summary>
internal sealed class ToolSlots(IOptions<ToolOptions> options)
{
    private readonly ConcurrentDictionary<GrainKey, Slots> _byAgent = new();

    /// <summary>Waits for a place; disposing the answer gives it back.</summary>
    public async Task<IDisposable> Enter(GrainKey agent, CancellationToken cancellationToken)
    {
        var slots = Join(agent);
        try
        {
            await slots.Free.WaitAsync(cancellationToken);
            return new Slot(this, agent, slots);
        }
        catch
        {
            Leave(agent, slots);
            throw;
        }
    }

    // Who joins and who leaves decide under the same lock, so nobody waits at slots that were just taken away.
    private Slots Join(GrainKey agent)
    {
        while (true)
        {
            var slots = _byAgent.GetOrAdd(agent, _ => new Slots(options.Value.MaxConcurrentPerAgent));
            lock (slots)
            {
                if (slots.IsGone)
                    continue;
                slots.Users++;
                return slots;
            }
        }
    }

    private void Leave(GrainKey agent, Slots slots)
    {
        lock (slots)
        {
            if (--slots.Users > 0)
                return;
            slots.IsGone = true;
            _byAgent.TryRemove(agent, out _);
        }
        slots.Free.Dispose();
    }

    private sealed class Slots(int count)
    {
        public SemaphoreSlim Free { get; } = new(count);

        public int Users { get; set; }

        public bool IsGone { get; set; }
    }

    private sealed class Slot(ToolSlots owner, GrainKey agent, Slots slots) : IDisposable
    {
        public void Dispose()
        {
            slots.Free.Release();
            owner.Leave(agent, slots);
        }
    }
}
