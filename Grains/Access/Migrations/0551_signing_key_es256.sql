-- Access tokens may be signed by P-256 keys too.
alter table signing_key drop constraint signing_key_algorithm_check;
alter table signing_key add constraint signing_key_algorithm_check check (algorithm in ('HS256', 'ES256'));

comment on column signing_key.algorithm is 'HS256, or ES256.';
comment on column signing_key.secret is 'The key, encrypted; of ES256 the private one, as PKCS #8.';
