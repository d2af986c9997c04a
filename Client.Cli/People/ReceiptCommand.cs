using System.CommandLine;
using System.Text;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.People;

/// <summary>Prints the signed receipt of an erasure.</summary>
internal static class ReceiptCommand
{
    public static Command Build()
    {
        var erasure = new Argument<Guid>("erasure") { Description = "The id from 'sanctum people erasures'" };
        return new ClientCommand("receipt", "Print the signed receipt of an erasure: a line of JSON, and its signature")
            { erasure }
            .Does(async run =>
            {
                using var receipt = new MemoryStream();
                await run.Gateway.Download(
                    Route.To($"v1/erasures/{run.Get(erasure)}/receipt"), receipt, run.Cancellation);
                run.Output.Json(Encoding.UTF8.GetString(receipt.ToArray()).TrimEnd('\n'));
            })
            .WithExamples("sanctum people receipt 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44 > receipt.jsonl");
    }
}
