using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Sanctum.Edge;

/// <summary>A list of addresses and networks, such as <c>10.1.2.3</c> and <c>10.0.0.0/8</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ProxiesAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        (value as IEnumerable<string>)?.FirstOrDefault(
            one => !IPAddress.TryParse(one, out _) && !IPNetwork.TryParse(one, out _)) is { } wrong
            ? new ValidationResult(
                $"'{wrong}' is neither an address nor a network in CIDR notation, such as 10.0.0.0/8.",
                [validationContext.MemberName!])
            : ValidationResult.Success;
}
