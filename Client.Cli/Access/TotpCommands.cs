using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Access;

/// <summary><c>sanctum totp</c>: one-time codes of one's own authenticator app.</summary>
internal sealed class TotpCommands : ICommandModule
{
    public Command Build() => new("totp", "Have one-time codes of an authenticator app asked for when you sign in")
    {
        BuildShow(),
        BuildEnrol(),
        BuildConfirm(),
        BuildRemove(),
    };

    private static Command BuildShow() => new ClientCommand("show", "Show whether one-time codes are asked for")
        .Does(async run => run.Output.Show(
            await run.Gateway.Get<TotpShape>(Route.To($"api/users/me/totp"), run.Cancellation),
            totp => Facts.Of(
                ("Codes", totp.IsOn ? "asked for" : "not asked for"),
                ("Since", totp.ConfirmedAt is { } since ? Age.Of(since) : null),
                ("Recovery codes", totp.IsOn ? totp.RecoveryCodes : null))))
        .WithExamples("sanctum totp show");

    private static Command BuildEnrol() => new ClientCommand(
        "enrol", "Make a secret for an authenticator app; the password is asked for, or is a line of standard input")
        .Does(async run =>
        {
            var password = await Secrets.Read(run, "Password: ");
            run.Output.Show(
                await run.Gateway.Post<TotpEnrolmentShape>(
                    Route.To($"api/users/me/totp"), new { password }, run.Cancellation),
                enrolment => Facts.Of(("Secret", enrolment.Secret), ("URI", enrolment.Uri)));
            run.Output.Note("Add it to the app, then send a code: sanctum totp confirm");
        })
        .WithExamples("sanctum totp enrol", "sanctum totp enrol --json | jq -r .uri | qrencode -t ansiutf8");

    private static Command BuildConfirm() => new ClientCommand(
        "confirm", "Send the first code, which is asked for, or is a line of standard input; from then on codes are asked for")
        .Does(async run =>
        {
            var code = await Secrets.Read(run, "Code of the authenticator app: ");
            run.Output.Show(
                await run.Gateway.Post<RecoveryCodesShape>(
                    Route.To($"api/users/me/totp/confirm"), new { code }, run.Cancellation),
                made => Facts.Of(("Recovery codes", string.Join(Environment.NewLine, made.RecoveryCodes))));
            run.Output.Note("Keep the recovery codes safe; they are not shown again. Each stands for a code once.");
        })
        .WithExamples("sanctum totp confirm");

    private static Command BuildRemove() => new ClientCommand(
        "remove", "Have no codes asked for any more; the password and a code are asked for, or are lines of standard input")
        .Does(async run =>
        {
            var password = await Secrets.Read(run, "Password: ");
            var code = await Secrets.Read(run, "Code of the authenticator app: ");
            await run.Gateway.Tell(HttpMethod.Delete, Route.To($"api/users/me/totp"), new { password, code }, run.Cancellation);
            run.Output.Note("Removed.");
        })
        .WithExamples("sanctum totp remove");
}
