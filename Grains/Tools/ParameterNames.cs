using Sanctum.Errors;

namespace Sanctum.Tools;

/// <summary>Refusals in the words of a tool: a model knows its parameters, not the fields that they become.</summary>
internal static class ParameterNames
{
    /// <summary>Waits for the work.</summary>
    /// <param name="work">What a tool has others do.</param>
    /// <param name="names">Fields that may be refused, and the parameters that they come from.</param>
    /// <exception cref="InvalidRequestException">Something was refused; it is named as a parameter.</exception>
    public static async Task<T> Translate<T>(Task<T> work, params (string Field, string Parameter)[] names)
    {
        try
        {
            return await work;
        }
        catch (InvalidRequestException refused)
        {
            throw new InvalidRequestException(
                [.. refused.Errors.Select(error => error with { Field = NameOf(error.Field, names) })]);
        }
    }

    private static string NameOf(string field, (string Field, string Parameter)[] names) =>
        names.FirstOrDefault(name => name.Field == field).Parameter ?? field;
}
