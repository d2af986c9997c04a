namespace Sanctum.Problems;

/// <summary>A value of a route that has a rule. Every type that implements it is found at start.</summary>
internal interface IRouteValue
{
    /// <summary>What a value must be, as the end of a sentence about one that is not.</summary>
    string Rule { get; }
}
