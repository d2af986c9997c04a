using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Audit;

/// <inheritdoc cref="IAuditSealerGrain"/>
/// <remarks>
/// Each <see cref="Wake"/> is followed by a look at the rows that begins <see cref="Delay"/> later or after that. What fails is
/// tried again when the lifeline finds it.
/// </remarks>
[GrainType("auditsealer")]
internal sealed class AuditSealerGrain : Grain, IAuditSealerGrain
{
    /// <summary>
    /// Longer than <see cref="SealingSignal.Interval"/>, in which a process that has raised its signal is silent.
    /// </summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(250);

    private const int MaxBatches = 20;
    private readonly AuditSealing _sealing;
    private readonly ILogger<AuditSealerGrain> _logger;
    private readonly OneShotTimer _timer;
    private bool _isSet;
    private bool _isWokenAgain;

    public AuditSealerGrain(AuditSealing sealing, ILogger<AuditSealerGrain> logger)
    {
        (_sealing, _logger) = (sealing, logger);
        _timer = new OneShotTimer(this, SealSome);
    }

    public Task Wake()
    {
        if (_isSet)
            _isWokenAgain = true;
        else
            Set(Delay);
        return Task.CompletedTask;
    }

    private void Set(TimeSpan wait)
    {
        _isSet = true;
        _timer.Set(wait);
    }

    private async Task SealSome()
    {
        // What commits from here on is not seen by this look, and wakes anew.
        (_isSet, var isWokenAgain, _isWokenAgain) = (false, _isWokenAgain, false);
        if (isWokenAgain)
            Set(Delay);
        if (await SealBatches() && !_isSet)
            Set(TimeSpan.Zero);
    }

    private async Task<bool> SealBatches()
    {
        var tenant = this.Key().Tenant;
        var isMore = true;
        var isDone = await BestEffort.Try(
            async () =>
            {
                for (var batch = 0; isMore && batch < MaxBatches; batch++)
                    isMore = await _sealing.SealNext(tenant, CancellationToken.None);
            },
            failure => AuditLog.NotSealed(_logger, failure, tenant));
        return isDone && isMore;
    }
}
