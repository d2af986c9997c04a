namespace Sanctum.Sample.Circle;

internal sealed record First(IReadOnlyList<Second> Others);
