using Sanctum.Access;
using Sanctum.Errors;

namespace Sanctum.Approvals;

/// <summary>Who may answer an approval. That the caller may answer approvals at all is checked where the call comes in.</summary>
internal sealed class ApprovalRights(IGrainFactory grains)
{
    private const string AnswerApprovals = "approvals:answer";

    /// <exception cref="MissingPermissionException">The caller is none of those who may answer.</exception>
    public async Task Check(Approval approval, Principal? caller)
    {
        if (caller?.Kind == PrincipalKind.Agent)
            throw new MissingPermissionException(AnswerApprovals, "An agent may not answer approvals.");
        foreach (var group in approval.Who)
        {
            if (caller is null || !await IsOneOf(group, caller))
                throw new MissingPermissionException(
                    AnswerApprovals, $"Approval {approval.Id} is to be answered by one of: {string.Join(", ", group)}.");
        }
    }

    private async Task<bool> IsOneOf(IEnumerable<string> group, Principal caller)
    {
        var names = group.ToList();
        if (caller.Kind == PrincipalKind.User && names.Contains($"user/{caller.Id}"))
            return true;
        if (names.Any(name => Permission.TryParse(name, out var permission) && caller.May(permission)))
            return true;
        var roles = names.Where(name => name.StartsWith("role/", StringComparison.Ordinal)).ToList();
        return roles.Count > 0 && caller.Kind == PrincipalKind.User
            && (await RolesOf(caller)).Any(role => roles.Contains($"role/{role}"));
    }

    private async Task<IReadOnlyCollection<string>> RolesOf(Principal caller)
    {
        try
        {
            return (await grains.GetGrain<IUserGrain>($"{caller.Tenant}/{caller.Id}").Get()).Roles;
        }
        catch (NotFoundException)
        {
            return [];
        }
    }
}
