using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Settings;

/// <summary>What operators change at run time for everything together.</summary>
internal sealed class SettingsEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var settings = routes.MapGroup("/v1/settings").WithTags("Settings");
        settings.MapGet("", Get)
            .Needs("settings:read")
            .Produces<SettingsResource>()
            .WithSummary("Read the settings that can be changed at run time");
        settings.MapPut("/mode", ChangeMode)
            .Needs("settings:write")
            .Audited(AuditActions.SettingsMode, "settings/mode", withBody: true)
            .Produces<SettingsResource>()
            .Refuses(400)
            .WithSummary("Set the message mode: live, listen, echo or test")
            .WithDescription(
                "The mode is stored, overrides the configured one, and applies in every silo within about a second. " +
                "Running turns are not affected.");
    }

    private static async Task<SettingsResource> Get(IClusterClient grains) =>
        SettingsResource.From(await grains.MessageMode().Get());

    private static async Task<SettingsResource> ChangeMode(ModeRequest request, HttpContext http, IClusterClient grains)
    {
        var mode = request.ToMode();
        var before = SettingsResource.From(await grains.MessageMode().Get());
        var after = SettingsResource.From(await grains.MessageMode().Change(mode));
        http.AuditChange(AuditedChange.Between(before with { Since = null }, after with { Since = null }));
        return after;
    }
}

/// <summary>The message mode that is wanted.</summary>
/// <param name="Mode">One of <c>live</c>, <c>listen</c>, <c>echo</c>, <c>test</c>.</param>
internal sealed record ModeRequest(string? Mode)
{
    public MessageMode ToMode()
    {
        foreach (var mode in Enum.GetValues<MessageMode>())
        {
            if (mode.ToString().Equals(Mode, StringComparison.OrdinalIgnoreCase))
                return mode;
        }
        throw new InvalidRequestException("mode", "must be live, listen, echo or test.");
    }
}

/// <summary>The settings.</summary>
/// <param name="MessageMode">What becomes of messages: <c>live</c>, <c>listen</c>, <c>echo</c> or <c>test</c>.</param>
/// <param name="IsDefault">Whether the configuration decides it, not an operator.</param>
/// <param name="Since">When an operator chose it, UTC; null where none did.</param>
internal sealed record SettingsResource(string MessageMode, bool IsDefault, DateTimeOffset? Since)
{
    public static SettingsResource From(MessageModeState state) =>
        new(state.Mode.ToString().ToLowerInvariant(), state.Since is null, state.Since);
}
