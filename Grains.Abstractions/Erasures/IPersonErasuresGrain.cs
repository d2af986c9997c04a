using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Erasures;

/// <summary>Erases people of a tenant everywhere; keyed <c>{tenant}/erasures</c>.</summary>
[Alias("sanctum.IPersonErasuresGrain")]
public interface IPersonErasuresGrain : IGrainWithStringKey
{
    /// <summary>
    /// Starts to erase a person, with all profiles that are linked. While an erasure of the same person is open, that is
    /// answered. A person who was erased can be erased again.
    /// </summary>
    /// <param name="platform">The platform of one of the profiles.</param>
    /// <param name="person">The platform's id of the person there, or the handle.</param>
    /// <param name="actor">Who asks for it.</param>
    /// <exception cref="InvalidRequestException">A name is empty or too long.</exception>
    /// <exception cref="NotFoundException">There is no such profile, and there was no erasure of one of that id.</exception>
    /// <exception cref="LimitExceededException">The tenant has the maximum number of open erasures.</exception>
    [Idempotent, Alias("Start")]
    Task<PersonErasure> Start(string platform, string person, string actor);

    /// <summary>An erasure.</summary>
    /// <exception cref="NotFoundException">There is none of that id.</exception>
    [AlwaysInterleave, ReadOnly, Alias("Get")]
    Task<PersonErasure> Get(Guid id);

    /// <summary>A page of erasures, newest first.</summary>
    /// <param name="after">Only erasures behind this one; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    [AlwaysInterleave, ReadOnly, Alias("List")]
    Task<PersonErasuresPage> List(Guid? after, int limit);

    /// <summary>The receipt of an erasure: a line of JSON, and a line with its signature.</summary>
    /// <exception cref="NotFoundException">There is no such erasure.</exception>
    /// <exception cref="ConflictException">It is open.</exception>
    [AlwaysInterleave, ReadOnly, Alias("ReadReceipt")]
    Task<string> ReadReceipt(Guid id);

    /// <summary>Continues the erasures that are open. Safe to repeat.</summary>
    [AlwaysInterleave, OneWay, Idempotent, Alias("Run")]
    Task Run();
}
