namespace Sanctum.Queues;

/// <summary>
/// Rules about queue items that belong to another feature, because they write its table; applied behind the queue's own.
/// </summary>
internal interface IRepairRuleSource
{
    IEnumerable<RepairRule> Rules { get; }
}
