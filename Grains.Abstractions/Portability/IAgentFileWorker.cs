using System.Collections.Immutable;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Errors;

namespace Sanctum.Portability;

/// <summary>Creates agents from files, for one tenant; keyed <c>{tenant}/gateway</c>.</summary>
[Alias("sanctum.IAgentFileWorker")]
public interface IAgentFileWorker : IGrainWithStringKey
{
    /// <summary>Creates the agent of a file with its memory: all of it, or nothing.</summary>
    /// <exception cref="InvalidRequestException">
    /// The file is damaged or exceeds a limit, or its signer is not trusted.
    /// </exception>
    /// <exception cref="MissingPermissionException">The file has transcripts, which the caller may not write.</exception>
    /// <exception cref="ConflictException">There is an agent of that name.</exception>
    /// <exception cref="LimitExceededException">The silo runs the maximum number of imports, or a quota is used up.</exception>
    [ResponseTimeout("00:02:00"), Alias("Import")]
    Task<ImportedAgent> Import(AgentFileImport import);
}

/// <summary>A file to create an agent from.</summary>
/// <param name="Content">1 to <see cref="MaxBytes"/> bytes.</param>
/// <param name="Name">The name of the new agent; null for the one in the file.</param>
/// <param name="IsTrusted">Whether a signer other than this installation is accepted.</param>
[GenerateSerializer, Immutable, Alias("sanctum.agent-file-import")]
public sealed record AgentFileImport(
    [property: Id(0)] ImmutableArray<byte> Content, [property: Id(1)] string? Name, [property: Id(2)] bool IsTrusted)
{
    /// <summary>Maximum number of bytes of a file.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>Maximum number of passages of a file.</summary>
    public const int MaxPassages = 100_000;

    /// <summary>Whether the transcripts of the file are left out.</summary>
    [Id(3)]
    public bool WithoutTranscripts { get; init; }
}

/// <summary>An agent that was created from a file.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Signer">The public key that the file is signed with, in Base64; empty for one without a signature.</param>
/// <param name="IsOwn">Whether that is the key of this installation.</param>
/// <param name="Blocks">Number of its blocks.</param>
/// <param name="Passages">Number of its passages.</param>
[GenerateSerializer, Immutable, Alias("sanctum.imported-agent")]
public sealed record ImportedAgent(
    [property: Id(0)] Agent Agent,
    [property: Id(1)] string Signer,
    [property: Id(2)] bool IsOwn,
    [property: Id(3)] int Blocks,
    [property: Id(4)] int Passages)
{
    /// <summary>Number of its sessions.</summary>
    [Id(5)]
    public int Sessions { get; init; }

    /// <summary>The format of the file.</summary>
    [Id(6)]
    public AgentFileFormat Format { get; init; }

    /// <summary>What was taken and what not, at most <see cref="MaxParts"/>.</summary>
    [Id(7)]
    public ImmutableArray<ImportedPart> Parts { get; init; } = [];

    /// <summary>How many secrets the file held. None is kept.</summary>
    [Id(8)]
    public int Secrets { get; init; }

    /// <summary>Maximum number of <see cref="Parts"/>.</summary>
    public const int MaxParts = 1_000;
}

/// <summary>A part of a file, and what became of it.</summary>
/// <param name="Part">Where it is in the file, such as <c>tools[2]</c>.</param>
/// <param name="Name">Its name or label; empty without one.</param>
/// <param name="IsTaken">Whether the agent has it.</param>
/// <param name="Note">Why not, or what was changed; empty without either.</param>
[GenerateSerializer, Immutable, Alias("sanctum.imported-part")]
public sealed record ImportedPart(
    [property: Id(0)] string Part, [property: Id(1)] string Name, [property: Id(2)] bool IsTaken, [property: Id(3)] string Note);

/// <summary>The format of a file of an agent.</summary>
public enum AgentFileFormat
{
    /// <summary>That of an export: signed lines of JSON.</summary>
    Sanctum,

    /// <summary>Letta's agent file (<c>.af</c>).</summary>
    Letta,
}
