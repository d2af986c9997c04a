namespace Sanctum.Access;

/// <summary>Who may call an endpoint. Every endpoint has exactly one (<see cref="DeclarationGate"/>).</summary>
internal interface IAccessDeclaration;

/// <summary>Callers need a permission.</summary>
/// <param name="Permission">As <c>resource:action</c>, such as <c>agents:read</c>.</param>
/// <param name="Always">Whether it is needed even where the product does not ask callers to sign in.</param>
internal sealed record RequiredPermission(string Permission, bool Always = false) : IAccessDeclaration;

/// <summary>Callers must be of the operator's tenant, beside what they need.</summary>
internal sealed record OperatorsOnly;

/// <summary>Callers need to be signed in, with any permission or none.</summary>
internal sealed record SignInRequired(bool BeforePasswordChange = false) : IAccessDeclaration;

/// <summary>Anybody may call it.</summary>
/// <param name="Reason">Why; shown in the API's description.</param>
internal sealed record OpenEndpoint(string Reason) : IAccessDeclaration;
