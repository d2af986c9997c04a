using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Sanctum.Web;

/// <summary>A list of networks, each as CIDR such as <c>10.0.0.0/8</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NetworksAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        (value as IEnumerable<string>)?.FirstOrDefault(network => !IPNetwork.TryParse(network, out _)) is { } wrong
            ? new ValidationResult(
                $"'{wrong}' is not a network in CIDR notation, such as 10.0.0.0/8.", [validationContext.MemberName!])
            : ValidationResult.Success;
}
