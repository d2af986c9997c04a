namespace Sanctum.Health;

/// <summary>
/// Knows what of one feature does not work. Every class that implements it is found at start; no list names them.
/// </summary>
internal interface IImpairmentSource
{
    Task<IEnumerable<Impairment>> Find(string tenant);
}
