using System.Reflection;

namespace Sanctum.Contracts;

/// <summary>
/// What every grain interface keeps to, so that its grains can be called after any renaming. That a method returns a task, takes
/// at most one cancellation token and shares its alias with no other is checked by Orleans' analyzers.
/// </summary>
internal static class GrainInterfaceRules
{
    /// <summary>
    /// Every rule that <paramref name="face"/> breaks; the types that it speaks are given to <paramref name="messages"/>.
    /// </summary>
    public static IEnumerable<string> Broken(Type face, MessageRules messages)
    {
        if (!typeof(IGrainWithStringKey).IsAssignableFrom(face) && !typeof(IGrainObserver).IsAssignableFrom(face))
            yield return $"{face.Name} is not keyed by a string.";
        if (!face.IsDefined(typeof(AliasAttribute), inherit: false))
            yield return $"{face.Name} has no [Alias].";

        foreach (var method in face.GetMethods())
        {
            var name = $"{face.Name}.{method.Name}";
            if (!method.IsDefined(typeof(AliasAttribute)))
                yield return $"{name} has no [Alias].";
            foreach (var answer in method.ReturnType.GenericTypeArguments)
                messages.Message(answer, name);
            foreach (
                var parameter in method.GetParameters().Where(parameter => parameter.ParameterType != typeof(CancellationToken)))
                messages.Message(parameter.ParameterType, name);
        }
    }
}
